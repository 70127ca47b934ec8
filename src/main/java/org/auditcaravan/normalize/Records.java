package org.auditcaravan.normalize;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.pagination.Accepted;
import org.auditcaravan.pagination.Reject;
import org.auditcaravan.window.Organizations;
import org.auditcaravan.window.WindowRead;

/** The bean {@code records}: makes records of the events of a page, and spools them. */
public final class Records {
  private final Normalizer normalizer;
  private final Organizations organizations;
  private final UserNames names;

  public Records(Normalizer normalizer, Organizations organizations, UserNames names) {
    this.normalizer = normalizer;
    this.organizations = organizations;
    this.names = names;
  }

  /**
   * An event and its records.
   *
   * @param event the event
   * @param records its records, at least one
   */
  public record Made(Event event, List<AuditRecord> records) {}

  /** Makes the records of the page's new events; what a declared rule leaves out is counted. */
  public List<Made> make(@Variable("read") WindowRead read, @Body List<Accepted> page) {
    Exclusions exclusions = normalizer.mapping(read.source()).exclusions();
    Presets presets = normalizer.mapping(read.source()).presets();
    if (presets.hasHeartbeat()) {
      read.heartbeats(
          page.stream().filter(accepted -> presets.isHeartbeat(accepted.event())).count());
    }
    Unknowns unknowns = normalizer.unknowns(read.source());
    long before = unknowns.sum();
    page.forEach(one -> organizations.met(read.source(), one.event().organization()));
    String organization = organizations.of(read.source());
    List<Made> made = new ArrayList<>(page.size());
    for (Accepted accepted : page) {
      Event event = accepted.event();
      if (exclusions.ruleFor(event).isPresent()) {
        read.events().excluded(1);
      } else {
        List<AuditRecord> records =
            normalizer.normalize(
                read.source(),
                organization,
                accepted.auditId(),
                event,
                names.of(read.source(), event));
        read.records().received(records.size());
        made.add(new Made(event, records));
      }
    }
    if (unknowns.sum() > before) {
      read.drift(unknowns.sentence());
    }
    return made;
  }

  /** Writes the records to the read's part files. */
  public void spool(@Variable("read") WindowRead read, @Body List<Made> page) {
    for (Made made : page) {
      read.spool().append(made.records(), made.event().timestamp());
    }
  }

  /** What of the page cannot become a record: kept for the archive, and for the dead letters. */
  public List<Failure> rejected(@Variable("read") WindowRead read) {
    List<Failure> failures = new ArrayList<>();
    for (Reject reject : read.rejects()) {
      read.spool().reject(reject.payload(), reject.reason());
      failures.add(
          new Failure(
              read.source().name(),
              read.window(),
              "s3",
              Reason.NOT_AN_OBJECT,
              reject.reason(),
              null,
              reject.payload()));
    }
    read.rejects().clear();
    return failures;
  }
}
