package org.auditcaravan.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.ArchiveConfig;
import org.auditcaravan.config.Fault;

/**
 * How long the archive is kept: {@code audit.archive.retain}.
 *
 * @param period at least one day
 */
public record Retention(Period period) {
  /**
   * What rules ask for. PCI DSS v4.0.1, requirement 10.5.1: audit log history for at least 12
   * months. HIPAA, 45 CFR 164.316(b)(2)(i): six years. SOX, section 802, as 17 CFR 210.2-06 has it:
   * seven years.
   */
  private static final Map<String, Period> PRESETS =
      Map.of("pci-dss", Period.ofYears(1), "hipaa", Period.ofYears(6), "sox", Period.ofYears(7));

  /**
   * What is set; empty when all is kept for ever.
   *
   * @throws Fault when it is neither a preset nor a period of days, months or years
   */
  public static Optional<Retention> of(ArchiveConfig config) {
    return config.retain().map(Retention::of);
  }

  private static Retention of(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    try {
      Period period = PRESETS.containsKey(name) ? PRESETS.get(name) : Period.parse(name);
      if (!period.isNegative() && !period.isZero()) {
        return new Retention(period);
      }
    } catch (DateTimeException e) {
      // Said below, as for a period that is none.
    }
    throw new Fault(
        "audit.archive.retain="
            + text
            + " is no retention: set it to a period of days, months or years such as P400D or P7Y,"
            + " or to pci-dss, hipaa or sox");
  }

  /** The first UTC day that is kept on that day. */
  public LocalDate firstKept(LocalDate today) {
    return today.minus(period);
  }
}
