package org.auditcaravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.auditcaravan.doctor.Cause;
import org.auditcaravan.doctor.Doctor;
import org.auditcaravan.doctor.Examination;
import org.auditcaravan.doctor.Finding;
import org.auditcaravan.doctor.Practice;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Says why a source does not work: one named cause, what shows it, and the repair. It ends with 0
 * (healthy), 1 (something stops a source) or 3 (works, with something to worry about).
 */
@Command(name = "doctor", description = "Says why a source does not work, and what to do.")
public final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--source", description = "The source's name; without it all sources.")
  Optional<String> source;

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Option(
      names = "--try-regions",
      description = "Shows the client's credentials to other regions' token endpoints, too.")
  boolean tryRegions;

  @Option(
      names = "--wait",
      defaultValue = "PT0S",
      description = "How long a right that was just granted may take to arrive, such as PT10M.")
  Duration patience;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Practice practice;
  @Inject CamelRuntime camel;

  @Override
  public Integer call() throws Exception {
    Collection<Source> asked =
        source.map(name -> List.of(sources.get(name))).orElseGet(() -> List.copyOf(sources.all()));
    List<Examination> all = examined(practice.ofSettings(), asked);
    if (all.stream().noneMatch(one -> one.has(Cause.Weight.STOPS))) {
      camel.start();
      CamelContext context = camel.getCamelContext();
      start(context, asked);
      all = examined(practice.of(context, tryRegions, patience), asked);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(all));
    } else {
      all.forEach(one -> print(out, one));
    }
    out.flush();
    return code(all);
  }

  /** The routes that ask a vendor, and no other: nothing is read into ledger or archive. */
  private static void start(CamelContext context, Collection<Source> asked) throws Exception {
    context.getRouteController().startRoute("token");
    for (String api : asked.stream().map(one -> one.api().name()).distinct().toList()) {
      context.getRouteController().startRoute("api-" + api);
    }
  }

  private static List<Examination> examined(Doctor doctor, Collection<Source> asked) {
    List<Examination> all = new ArrayList<>();
    asked.forEach(one -> all.add(doctor.examine(one)));
    return all;
  }

  private static int code(List<Examination> all) {
    if (all.stream().anyMatch(one -> one.has(Cause.Weight.STOPS))) {
      return 1;
    }
    return all.stream().anyMatch(one -> one.has(Cause.Weight.WARNS)) ? Commands.INCOMPLETE : 0;
  }

  /** The report that people read; the last line of a source names its cause. */
  static void print(PrintWriter out, Examination one) {
    one.steps().forEach((step, said) -> out.printf("%s: %-8s %s%n", one.source(), step, said));
    for (Finding finding : one.findings()) {
      out.printf(
          "%n%s %s: %s%n", finding.cause().weight(), finding.cause().id(), finding.sentence());
      finding.evidence().forEach((name, value) -> out.printf("  %s: %s%n", name, value));
      int step = 1;
      for (String repair : finding.repair()) {
        out.printf("  %d. %s%n", step++, repair);
      }
    }
    out.printf(
        "%s: %s%n",
        one.source(),
        one.cause()
            .map(found -> "cause " + found.cause().id() + ": " + found.sentence())
            .orElse("healthy"));
  }

  /** The report that scripts read. */
  static String json(List<Examination> all) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode sources = mapper.createArrayNode();
    for (Examination one : all) {
      ObjectNode node = sources.addObject().put("source", one.source());
      node.put("healthy", one.cause().isEmpty());
      node.put("cause", one.cause().map(found -> found.cause().id()).orElse(null));
      node.set("steps", mapper.valueToTree(one.steps()));
      ArrayNode findings = node.putArray("findings");
      for (Finding finding : one.findings()) {
        findings
            .addObject()
            .put("cause", finding.cause().id())
            .put("weight", finding.cause().weight().name().toLowerCase(java.util.Locale.ROOT))
            .put("sentence", finding.sentence())
            .<ObjectNode>set("evidence", mapper.valueToTree(finding.evidence()))
            .set("repair", mapper.valueToTree(finding.repair()));
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(sources);
  }
}
