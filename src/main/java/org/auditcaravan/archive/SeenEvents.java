package org.auditcaravan.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The events of one window that are delivered already, by the archive or by this read: pairs of an
 * id's and a content's hash, 16 bytes each. It takes about 45 bytes an event, whatever the events'
 * sizes. It is used by one thread at a time.
 */
public final class SeenEvents {
  /** The length of an id's and of a content's hash, in bytes. */
  public static final int HASH_BYTES = 16;

  private final EventTable table = new EventTable();

  /** How many rows came from the archive; they come before all others. */
  private int archived;

  /**
   * The hash under which an event with a vendor id is known: the first 16 bytes of the SHA-256 of
   * the id.
   */
  public static byte[] idHash(String vendorId) {
    byte[] bytes = vendorId.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(Hashes.sha256().digest(bytes), HASH_BYTES);
  }

  /**
   * Takes in what an earlier revision of the window delivered. All lists come before the first
   * event.
   */
  public void load(IdList list) {
    if (table.size() > archived) {
      throw new IllegalStateException("id lists are loaded before the first event is seen");
    }
    list.forEach(
        (id0, id1, content0, content1) -> {
          if (table.find(id0, id1, content0, content1) < 0) {
            table.add(id0, id1, content0, content1);
          }
        });
    archived = table.size();
  }

  /**
   * Judges an event that has an id, and remembers it.
   *
   * @param idHash the 16 bytes of {@link #idHash}
   * @param contentHash the first 16 bytes of the content's SHA-256
   */
  public Sighting see(byte[] idHash, byte[] contentHash) {
    ByteBuffer id = ByteBuffer.wrap(idHash);
    ByteBuffer content = ByteBuffer.wrap(contentHash);
    return see(id.getLong(), id.getLong(), content.getLong(), content.getLong());
  }

  private Sighting see(long id0, long id1, long content0, long content1) {
    int row = table.find(id0, id1, content0, content1);
    if (row >= 0) {
      table.meet(row);
      return Sighting.REPEAT;
    }
    boolean known = table.find(id0, id1) >= 0;
    table.meet(table.add(id0, id1, content0, content1));
    return known ? Sighting.CHANGED : Sighting.NEW;
  }

  /**
   * Judges an event without an id, and remembers it. It is known by its canonical hash and its
   * occurrence number within this read, so that the second of two equal events is new in the first
   * read, and both are repeats in the next.
   *
   * @param canonicalHash the SHA-256 of the event's canonical JSON
   */
  public Occurrence seeUnnamed(byte[] canonicalHash) {
    ByteBuffer content = ByteBuffer.wrap(canonicalHash);
    long content0 = content.getLong();
    long content1 = content.getLong();
    int number = nextOccurrence(canonicalHash);
    ByteBuffer id = ByteBuffer.wrap(occurrenceHash(canonicalHash, number));
    return new Occurrence(number, see(id.getLong(), id.getLong(), content0, content1));
  }

  /**
   * An event without an id.
   *
   * @param number 0 for the first equal event of this read, 1 for the second
   * @param sighting what was known of it
   */
  public record Occurrence(int number, Sighting sighting) {}

  /** Met occurrences have no holes, so that doubling and halving find the first that is free. */
  private int nextOccurrence(byte[] canonicalHash) {
    int high = 1;
    while (met(canonicalHash, high - 1)) {
      high *= 2;
    }
    int low = high / 2;
    while (low < high - 1) {
      int middle = (low + high) >>> 1;
      if (met(canonicalHash, middle - 1)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high - 1;
  }

  private boolean met(byte[] canonicalHash, int number) {
    ByteBuffer id = ByteBuffer.wrap(occurrenceHash(canonicalHash, number));
    int row = table.find(id.getLong(), id.getLong());
    return row >= 0 && table.met(row);
  }

  private static byte[] occurrenceHash(byte[] canonicalHash, int number) {
    MessageDigest digest = Hashes.sha256();
    digest.update(canonicalHash);
    return digest.digest(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** How many id and content pairs this read added to what the archive had. */
  public int added() {
    return table.size() - archived;
  }

  /** Hands over what this read added, in order of the rows' bytes. */
  void forEachAdded(IdList.Rows rows) {
    for (int row : table.sortedFrom(archived)) {
      rows.row(table.word(row, 0), table.word(row, 1), table.word(row, 2), table.word(row, 3));
    }
  }
}
