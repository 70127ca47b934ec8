package org.auditcaravan.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The events of one window that are delivered already, by the archive or by this read: pairs of an
 * id's and a content's hash, 16 bytes each. It takes about 45 bytes an event, whatever the events'
 * sizes. It is used by one thread at a time.
 */
public final class SeenEvents {
  private static final int HASH_BYTES = 16;

  private final EventTable table = new EventTable();

  /** How many rows came from the archive; they come before all others. */
  private int archived;

  /** The archive's rows whose ids this read has seen. */
  private final BitSet met = new BitSet();

  /** The hash under which an event is known: the first 16 bytes of the SHA-256 of its id. */
  public static byte[] idHash(String id) {
    return Arrays.copyOf(Hashes.sha256(id.getBytes(StandardCharsets.UTF_8)), HASH_BYTES);
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
          if (!table.has(id0, id1, content0, content1)) {
            table.add(id0, id1, content0, content1);
          }
        });
    archived = table.size();
  }

  /**
   * Judges an event, and remembers it.
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
    if (archived > 0) {
      table.mark(id0, id1, archived, met);
    }
    if (table.has(id0, id1, content0, content1)) {
      return Sighting.REPEAT;
    }
    boolean known = table.has(id0, id1);
    table.add(id0, id1, content0, content1);
    return known ? Sighting.CHANGED : Sighting.NEW;
  }

  /** How many id and content pairs this read added to what the archive had. */
  public int added() {
    return table.size() - archived;
  }

  /** How many of the archive's events this read has seen, whatever their content. */
  public int met() {
    return table.ids(archived, met, true);
  }

  /** How many of the archive's events this read has not seen. */
  public int unmet() {
    return table.ids(archived, met, false);
  }

  /** Hands over what this read added, in order of the rows' bytes. */
  void forEachAdded(IdList.Rows rows) {
    for (int row : table.sortedFrom(archived)) {
      rows.row(table.word(row, 0), table.word(row, 1), table.word(row, 2), table.word(row, 3));
    }
  }
}
