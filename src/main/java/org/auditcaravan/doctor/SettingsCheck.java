package org.auditcaravan.doctor;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.auth.Secrets;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;

/** What can be seen without asking anybody. */
final class SettingsCheck implements Check {
  private final InstantSource clock;

  SettingsCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public Result run(Source source) {
    Map<String, String> facts = Facts.of(source);
    List<Finding> findings = new ArrayList<>();
    secret(source).ifPresent(findings::add);
    hosts(source).ifPresent(findings::add);
    start(source, facts, findings);
    source
        .config()
        .refreshToken()
        .ifPresent(
            token ->
                findings.add(
                    Finding.of(
                        Cause.HUMAN_ACCOUNT, facts, "key", facts.get("key") + "refresh-token")));
    return new Result(
        source.apiUrl().getAuthority() + ", client " + source.config().clientId(), findings);
  }

  private static Optional<Finding> secret(Source source) {
    try {
      Secrets.check(source);
      return Optional.empty();
    } catch (Fault fault) {
      boolean blank = fault.getMessage().contains("blank");
      boolean missing =
          fault.getMessage().contains("missing") || fault.getMessage().contains("empty");
      return Optional.of(
          Finding.of(
              blank
                  ? Cause.SECRET_WITH_BLANKS
                  : missing ? Cause.SECRET_MISSING : Cause.CONFIGURATION_WRONG,
              Facts.of(source),
              "said",
              fault.getMessage()));
    }
  }

  /** Both hosts stand under one region's domain, each with its own first label. */
  private static Optional<Finding> hosts(Source source) {
    Optional<Region> api = region(source.apiUrl());
    Optional<Region> login = region(source.tokenUrl());
    boolean wrong =
        api.isPresent() && login.isPresent() && api.get() != login.get()
            || api.isPresent() && !source.apiUrl().getHost().startsWith("api.")
            || login.isPresent() && !source.tokenUrl().getHost().startsWith("login.");
    return wrong
        ? Optional.of(
            Finding.of(
                Cause.HOSTS_MISMATCHED,
                Facts.of(source),
                "api host",
                source.apiUrl().getHost() + api.map(r -> " (" + r.id() + ")").orElse(""),
                "token host",
                source.tokenUrl().getHost() + login.map(r -> " (" + r.id() + ")").orElse("")))
        : Optional.empty();
  }

  private static Optional<Region> region(URI url) {
    String host = String.valueOf(url.getHost());
    return Arrays.stream(Region.values())
        .filter(region -> host.endsWith("." + region.domain()))
        .findFirst();
  }

  private void start(Source source, Map<String, String> facts, List<Finding> findings) {
    Instant oldest = clock.instant().minus(source.vendorRetention());
    Instant reach = clock.instant().minus(source.config().realtimeReach());
    boolean realtimeOnly =
        source.api().name().equals("genesys-audits") && source.config().mode().equals("realtime");
    Optional<Instant> start = source.start();
    start
        .filter(oldest::isAfter)
        .ifPresent(
            begin ->
                findings.add(
                    Finding.of(
                        Cause.START_BEYOND_RETENTION,
                        facts,
                        "start",
                        begin.toString(),
                        "retention",
                        source.vendorRetention().toString(),
                        "oldest",
                        oldest.toString())));
    start
        .filter(begin -> realtimeOnly && begin.isBefore(reach))
        .ifPresent(
            begin ->
                findings.add(
                    Finding.of(
                        Cause.START_BEYOND_REALTIME,
                        facts,
                        "start",
                        begin.toString(),
                        "realtime reach",
                        source.config().realtimeReach().toString())));
  }
}
