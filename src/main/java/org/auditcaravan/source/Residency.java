package org.auditcaravan.source;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;

/** Refuses to carry a source's data to a place where it must not lie. */
final class Residency {
  private Residency() {}

  /**
   * Compares the place of each sink with the source's key {@code residency}.
   *
   * @throws Fault when one lies elsewhere, or does not say where it lies
   */
  static void check(Source source, AuditConfig config) {
    List<String> allowed =
        source.config().residency().orElse(List.of()).stream()
            .map(Residency::name)
            .filter(region -> !region.isEmpty())
            .toList();
    if (allowed.isEmpty()) {
      return;
    }
    String own = "audit.sources." + source.name() + ".";
    Optional<String> bucket = source.config().s3().region();
    check(
        own,
        allowed,
        bucket.isPresent() ? own + "s3.region" : "audit.sinks.s3.region",
        bucket.or(() -> Optional.of(config.sinks().s3().region())));
    if (config.sinks().elasticsearch().enabled()) {
      check(
          own,
          allowed,
          "audit.sinks.elasticsearch.region",
          config.sinks().elasticsearch().region());
    }
    if (config.deadLetter().uri().isPresent()) {
      check(own, allowed, "audit.dead-letter.region", config.deadLetter().region());
    }
  }

  private static void check(String own, List<String> allowed, String key, Optional<String> region) {
    String what = own + "residency=" + String.join(",", allowed);
    String place =
        region
            .map(Residency::name)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () -> new Fault(what + " needs " + key + ": set it to where that sink stands"));
    if (allowed.stream().noneMatch(part -> place.equals(part) || place.startsWith(part + "-"))) {
      throw new Fault(
          what
              + " does not allow "
              + key
              + "="
              + place
              + ": choose a sink that stands there, or correct the residency");
    }
  }

  private static String name(String region) {
    return region.strip().toLowerCase(Locale.ROOT);
  }
}
