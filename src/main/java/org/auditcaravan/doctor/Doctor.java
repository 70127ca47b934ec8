package org.auditcaravan.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.source.Source;

/**
 * Examines a source step by step: first the way to the vendor, then the sinks. What stops the one
 * does not keep it from looking at the others.
 */
public final class Doctor {
  private final List<List<Check>> chains;

  Doctor(List<List<Check>> chains) {
    this.chains = chains;
  }

  /** Carries out every step that makes sense. */
  public Examination examine(Source source) {
    Map<String, String> steps = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (List<Check> chain : chains) {
      for (Check check : chain) {
        Result result = check.run(source);
        steps.put(check.name(), result.said());
        findings.addAll(result.findings());
        if (result.stops() && check.chained()) {
          break;
        }
      }
    }
    return new Examination(source.name(), steps, findings);
  }
}
