package org.auditcaravan.doctor;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.BucketCheck;
import org.auditcaravan.archive.ConditionProbe;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.pagination.Replies;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;
import org.eclipse.microprofile.config.ConfigProvider;

/** Has what a doctor needs, and puts one together. */
@Singleton
@Unremovable
public final class Practice {
  private final AuditConfig config;
  private final InstantSource clock;
  private final Replies replies;
  private final Tokens tokens;
  private final Pagings pagings;
  private final S3Clients s3;
  private final ArchivePlaces places;
  private final ConditionProbe probe;
  private final BucketCheck terms;

  public Practice(
      AuditConfig config,
      InstantSource clock,
      Replies replies,
      Tokens tokens,
      Pagings pagings,
      S3Clients s3,
      ArchivePlaces places,
      ConditionProbe probe,
      BucketCheck terms) {
    this.config = config;
    this.clock = clock;
    this.replies = replies;
    this.tokens = tokens;
    this.pagings = pagings;
    this.s3 = s3;
    this.places = places;
    this.probe = probe;
    this.terms = terms;
  }

  /** A doctor who looks at the settings alone, because routes cannot start with them. */
  public Doctor ofSettings() {
    return new Doctor(List.of(List.of(new SettingsCheck(clock))));
  }

  /**
   * A doctor who asks vendor and sinks.
   *
   * @param context where the routes {@code token} and {@code api-*} run
   * @param tryRegions whether credentials may be shown to the other regions' token endpoints
   * @param patience how long a right that was just granted may take to arrive
   */
  public Doctor of(CamelContext context, boolean tryRegions, Duration patience) {
    Http http = new Http();
    Calls calls = new Calls(context.createProducerTemplate(), replies, tokens, pagings, clock);
    Function<Source, Optional<Region>> elsewhere =
        tryRegions ? new RegionSearch(http, RegionSearch::login) : source -> Optional.empty();
    return new Doctor(
        List.of(
            List.of(
                new SettingsCheck(clock),
                new NetworkCheck(routesProxy(), environmentProxy(), new Tls(null)),
                new TokenCheck(calls, elsewhere),
                new ReadCheck(calls, Waiting::really, patience)),
            List.of(new ArchiveCheck(s3, places, probe, terms)),
            List.of(new IndexCheck(config.sinks().elasticsearch(), http))));
  }

  private static Optional<String> routesProxy() {
    return ConfigProvider.getConfig()
        .getOptionalValue("camel.component.https.proxy-host", String.class)
        .filter(host -> !host.isBlank());
  }

  /** Without user and password, which may stand in it. */
  private static Optional<String> environmentProxy() {
    return Stream.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY")
        .map(System::getenv)
        .filter(value -> value != null && !value.isBlank())
        .map(value -> value.replaceFirst("//.*@", "//"))
        .findFirst();
  }
}
