package org.auditcaravan.rebuild;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.StoredManifest;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Adopted;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Outcome;
import org.auditcaravan.window.Restoring;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Scopes;
import org.auditcaravan.window.Seal;
import org.auditcaravan.window.Window;

/** Restores the ledger of a source from its manifests and its journal, and from nothing else. */
public final class Rebuilder {
  private final Ledger ledger;
  private final DeadLetters letters;
  private final ArchiveReader archive;
  private final JournalObjects journal;
  private final List<String> sinks;

  /**
   * @param sinks the sinks that owe every manifest afterwards: what they have, no archive tells
   */
  public Rebuilder(
      Ledger ledger,
      DeadLetters letters,
      ArchiveReader archive,
      JournalObjects journal,
      List<String> sinks) {
    this.ledger = ledger;
    this.letters = letters;
    this.archive = archive;
    this.journal = journal;
    this.sinks = sinks;
  }

  /**
   * What was found.
   *
   * @param manifests the length of the chain
   * @param acts acts of the journal
   * @param orphans keys of objects that no manifest names
   */
  public record Found(int manifests, int acts, List<String> orphans) {}

  /**
   * Restores the source, or leaves it as it was.
   *
   * @param progress hears of each day: how many are done, of how many
   * @throws org.auditcaravan.config.Fault when the archive cannot be trusted, with the object
   * @throws org.auditcaravan.window.LeaseLost when another replica has taken the source
   */
  public Found rebuild(Source source, long fencing, Consumer<int[]> progress) {
    Found[] found = new Found[1];
    ledger
        .rebuild()
        .run(
            source.name(),
            fencing,
            source.config().recheck(),
            restoring -> found[0] = restore(source, restoring, progress));
    return found[0];
  }

  private Found restore(Source source, Restoring restoring, Consumer<int[]> progress)
      throws IOException {
    Scope scope = Scopes.of(source);
    Acts acts = Acts.of(journal, source);
    for (Act act : acts.of(List.of(Act.Started.class, Act.Split.class))) {
      if (act instanceof Act.Split split) {
        restoring.split(split, scope);
      } else if (act instanceof Act.Started started) {
        restoring.started(started.firstStart());
      }
    }
    Iterable<Act> rechecks = acts.of(List.of(Act.Rechecked.class));
    List<String> orphans = new ArrayList<>();
    Chain chain = manifests(source, restoring, byWindow(rechecks), orphans, progress);
    chain.check();
    seals(source, restoring);
    for (Act act : acts.of(List.of(Act.Lost.class, Act.Acknowledged.class, Act.Closed.class))) {
      if (act instanceof Act.Lost lost) {
        lost.gaps().forEach(gap -> restoring.lost(gap, scope));
      } else if (act instanceof Act.Acknowledged acknowledged) {
        restoring.acknowledged(acknowledged, scope);
      } else if (act instanceof Act.Closed closed) {
        restoring.closed(closed);
      }
    }
    letters.restore(
        source.name(),
        acts.of(List.of(Act.Refused.class, Act.Overtaken.class, Act.Dismissed.class)));
    return new Found(chain.length(), acts.count(), List.copyOf(orphans));
  }

  private Chain manifests(
      Source source,
      Restoring restoring,
      Map<Window, List<Act.Rechecked>> rechecks,
      List<String> orphans,
      Consumer<int[]> progress)
      throws IOException {
    Chain chain = new Chain(source.name());
    List<String> dates = archive.dates(source);
    for (int day = 0; day < dates.size(); day++) {
      List<StoredManifest> manifests = new ArrayList<>(archive.manifests(source, dates.get(day)));
      orphans.addAll(archive.orphans(source, dates.get(day), manifests));
      manifests.sort(Comparator.comparingInt(stored -> stored.manifest().revision()));
      for (StoredManifest stored : manifests) {
        chain.add(stored);
        Manifest manifest = stored.manifest();
        List<Act.Rechecked> open = rechecks.getOrDefault(manifest.window(), List.of());
        while (!open.isEmpty() && open.get(0).at().isBefore(manifest.createdAt())) {
          restoring.rechecked(open.remove(0));
        }
        restoring.manifest(
            manifest.window(),
            adopted(stored),
            manifest.organizationId(),
            manifest.shortfall(),
            manifest.createdAt());
      }
      progress.accept(new int[] {day + 1, dates.size()});
    }
    rechecks.values().forEach(left -> left.forEach(restoring::rechecked));
    return chain;
  }

  private void seals(Source source, Restoring restoring) throws IOException {
    for (String key : archive.digestKeys(source)) {
      byte[] bytes = archive.bytes(source, key);
      Digest digest = Digest.read(bytes);
      Optional<byte[]> signature = archive.find(source, key + Digest.SIGNATURE);
      restoring.sealed(
          new Seal(
              source.name(),
              digest.sequence(),
              digest.day(),
              key,
              Hashes.hex(bytes),
              signature.map(Base64.getEncoder()::encodeToString).orElse(null),
              null),
          digest.manifests().stream().map(Digest.ManifestName::key).toList());
    }
  }

  private Adopted adopted(StoredManifest stored) {
    Manifest manifest = stored.manifest();
    Outcome outcome =
        new Outcome(
            manifest.events(),
            manifest.records(),
            manifest.confirmed(),
            manifest.scope(),
            sinks,
            0);
    return new Adopted(
        manifest.revision(), manifest.sequence(), stored.key(), stored.sha256(), outcome);
  }

  private static Map<Window, List<Act.Rechecked>> byWindow(Iterable<Act> rechecks) {
    Map<Window, List<Act.Rechecked>> byWindow = new HashMap<>();
    for (Act act : rechecks) {
      Act.Rechecked one = (Act.Rechecked) act;
      byWindow
          .computeIfAbsent(
              new Window(one.source(), one.from(), one.to()), window -> new ArrayList<>())
          .add(one);
    }
    return byWindow;
  }
}
