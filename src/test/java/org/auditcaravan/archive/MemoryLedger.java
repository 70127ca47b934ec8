package org.auditcaravan.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.WindowRead;

/** A ledger of one source that forgets everything when the test ends. */
final class MemoryLedger implements ManifestLedger {
  private final List<String> calls = new ArrayList<>();
  private Promise pending;
  private long sequence;
  private String head;

  @Override
  public synchronized Optional<Promise> pending(Claim claim) {
    return Optional.ofNullable(pending)
        .filter(promise -> promise.key().contains(claim.window().name() + "_" + claim.revision()));
  }

  @Override
  public synchronized Promise reserve(
      WindowRead read, String key, Function<Place, byte[]> manifest) {
    if (pending != null) {
      throw new IllegalStateException("the source has another promise");
    }
    calls.add("reserve");
    pending = new Promise(key, manifest.apply(new Place(sequence + 1, head)));
    return pending;
  }

  @Override
  public synchronized void confirm(Claim claim, Promise promise) {
    calls.add("confirm");
    end(promise);
    sequence++;
    head = Hashes.hex(promise.bytes());
  }

  @Override
  public synchronized void drop(Claim claim, Promise promise) {
    calls.add("drop");
    end(promise);
  }

  @Override
  public synchronized void adopt(Claim claim, Promise promise, StoredManifest found) {
    calls.add("adopt");
    end(promise);
    sequence = found.manifest().sequence();
    head = found.sha256();
  }

  private void end(Promise promise) {
    if (pending != promise) {
      throw new IllegalStateException("this is not what was promised");
    }
    pending = null;
  }

  List<String> calls() {
    return calls;
  }
}
