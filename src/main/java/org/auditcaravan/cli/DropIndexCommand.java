package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.expire.MonthProof;
import org.auditcaravan.index.Months;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.verify.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes a month out of the index, once the archive has proved that it holds all of it. */
@Command(
    name = "drop-index",
    description = "Takes a month that the archive holds out of the index.")
public final class DropIndexCommand implements Callable<Integer> {
  @Option(names = "--month", required = true, description = "The month, yyyy-MM.")
  YearMonth month;

  @Option(names = "--index", description = "The alias; see audit.sinks.elasticsearch.index.")
  Optional<String> index;

  @Option(names = "--anchor", description = "Heads of chains from the second place: file, folder.")
  Optional<Path> anchor;

  @Spec CommandSpec spec;
  @Inject AuditConfig config;
  @Inject Sources sources;
  @Inject MonthProof proof;
  @Inject Months months;

  @Override
  public Integer call() throws Exception {
    String common = config.sinks().elasticsearch().index();
    String alias = index.orElse(common);
    List<Source> asked =
        sources.all().stream()
            .filter(one -> one.config().index().orElse(common).equals(alias))
            .toList();
    Map<String, Long> documents = months.documents(alias, month);
    Map<String, Long> records =
        proof.records(asked, month, anchor.map(Verifier::heads).orElse(List.of()));
    documents.forEach(
        (source, count) -> {
          long archived = records.getOrDefault(source, 0L);
          if (count > archived) {
            throw new Fault(
                "the month %s of the index %s stays: it holds %d documents of source %s, and the"
                        .formatted(month, alias, count, source)
                    + " archive %d records; find out where the others came from"
                        .formatted(archived));
          }
        });
    months.drop(alias, month);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d documents dropped, of which the archive holds %d records%n",
            Months.name(alias, month),
            documents.values().stream().mapToLong(Long::longValue).sum(),
            records.values().stream().mapToLong(Long::longValue).sum());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
