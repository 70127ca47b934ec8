package org.auditcaravan.source;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.SourceConfig;
import org.auditcaravan.config.Fault;
import org.quartz.CronExpression;

/** What must be right about the sources before anything starts; each fault is one sentence. */
public final class SourceCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Set<String> MODES = Set.of("auto", "realtime", "async");

  /**
   * Each request of the last minutes is remembered, by the route's throttle and by the governor.
   */
  private static final int MOST_PER_MINUTE = 6000;

  private final AuditConfig config;
  private final Instant now;

  public SourceCheck(AuditConfig config, Instant now) {
    this.config = config;
    this.now = now;
  }

  /**
   * Checks each source, and all of them together.
   *
   * @throws Fault for the first mistake found
   */
  public void check(Sources sources) {
    require(
        config.sinks().s3().enabled(),
        "audit.sinks.s3.enabled=false: every sink follows the archive, so remove the key");
    sources.all().forEach(this::check);
    refuseTwins(sources);
    refuseSharedPrefix(sources);
  }

  private void check(Source source) {
    SourceConfig settings = source.config();
    String key = "audit.sources." + source.name() + ".";
    require(
        NAME.matcher(source.name()).matches(),
        "audit.sources."
            + source.name()
            + ": a source's name has letters, digits, dots, dashes and"
            + " underscores only, rename it");
    require(
        !settings.clientId().isBlank(),
        key + "client-id is empty: set it to the OAuth client's id");
    require(
        CronExpression.isValidExpression(settings.schedule()),
        key
            + "schedule="
            + settings.schedule()
            + " is not a Quartz cron expression: write one such as 0 0/5 * * * ?");
    source
        .start()
        .ifPresent(
            start ->
                require(
                    !start.isAfter(now),
                    key
                        + "start="
                        + start
                        + " lies in the future: set it to an instant before now"));
    require(
        MODES.contains(settings.mode()),
        key + "mode=" + settings.mode() + " is unknown: use auto, realtime or async");
    require(
        source.pageSize() >= 1 && source.pageSize() <= source.api().defaults().largestPage(),
        key
            + "page-size="
            + source.pageSize()
            + " is outside what "
            + source.api().name()
            + " allows: use 1 to "
            + source.api().defaults().largestPage());
    require(settings.concurrency() >= 1, key + "concurrency must be 1 or more");
    require(
        source.requestsPerMinute() >= 1 && source.requestsPerMinute() <= MOST_PER_MINUTE,
        key
            + "requests-per-minute="
            + source.requestsPerMinute()
            + " is no quota: use 1 to "
            + MOST_PER_MINUTE);
    require(
        settings.reserve() >= 0 && settings.reserve() <= 0.9,
        key + "reserve=" + settings.reserve() + " is not a share: use 0 to 0.9");
    Residency.check(source, config);
    require(
        settings.reconcile() >= 0 && settings.reconcile() <= 1,
        key + "reconcile=" + settings.reconcile() + " is not a share: use 0 to 1");
    require(settings.vendorCap().orElse(1) >= 1, key + "vendor-cap must be 1 or more");
    length(key + "window", settings.window());
    length(key + "backfill-window", settings.backfillWindow());
  }

  /** A window's length divides the day, so that windows meet at midnight UTC. */
  private static void length(String key, Duration length) {
    boolean divides =
        length.compareTo(Duration.ofSeconds(1)) >= 0
            && length.getNano() == 0
            && Duration.ofDays(1).toSeconds() % length.toSeconds() == 0;
    require(
        divides,
        key + "=" + length + " does not divide a day: use PT1H, PT30M, PT6H or another that does");
  }

  private static void refuseTwins(Sources sources) {
    Map<List<Object>, String> seen = new HashMap<>();
    for (Source source : sources.all()) {
      List<Object> feed =
          List.of(
              source.api().name(),
              source.apiUrl(),
              source.config().clientId().strip(),
              List.copyOf(source.services()),
              source.filters(),
              source.config().query());
      String other = seen.put(feed, source.name());
      require(
          other == null,
          "audit.sources."
              + source.name()
              + " reads the same organisation and scope as"
              + " audit.sources."
              + other
              + ": remove one of them");
    }
  }

  private void refuseSharedPrefix(Sources sources) {
    Map<List<String>, Source> places = new HashMap<>();
    for (Source source : sources.all()) {
      List<String> place =
          List.of(
              source.config().s3().bucket().or(() -> config.sinks().s3().bucket()).orElse(""),
              source.config().s3().prefix().orElse(config.sinks().s3().prefix()));
      Source other = places.putIfAbsent(place, source);
      require(
          other == null || other.simulated() == source.simulated(),
          "audit.sources."
              + source.name()
              + ": a simulated source and a real one would share the archive prefix "
              + place.get(1)
              + ", set audit.sources."
              + source.name()
              + ".s3.prefix");
    }
  }

  private static void require(boolean right, String sentence) {
    if (!right) {
      throw new Fault(sentence);
    }
  }
}
