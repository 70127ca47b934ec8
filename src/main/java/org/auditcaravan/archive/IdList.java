package org.auditcaravan.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A file that names the events of one revision of a window, so that a recheck knows them without
 * reading the parts.
 *
 * <p>The format, all numbers big-endian:
 *
 * <table>
 *   <caption>id list, version 1</caption>
 *   <tr><td>8 bytes</td><td>{@code ACIDS001} in ASCII</td></tr>
 *   <tr><td>8 bytes</td><td>the number of rows</td></tr>
 *   <tr><td>32 bytes a row</td><td>16 bytes of the id's hash, 16 bytes of the content's hash; rows
 *   in ascending order of their bytes, unsigned, none twice</td></tr>
 * </table>
 *
 * @param file where the list lies
 * @param sha256 the SHA-256 of the file, in hex
 * @param rows how many rows it has
 */
public record IdList(Path file, String sha256, long rows) {
  private static final byte[] MAGIC = "ACIDS001".getBytes(StandardCharsets.US_ASCII);
  private static final int ROW_BYTES = 32;
  private static final int HEAD_BYTES = 16;

  /** Takes rows one by one. */
  @FunctionalInterface
  interface Rows {
    void row(long id0, long id1, long content0, long content1);
  }

  /** The length of a list with so many rows. */
  static long bytes(long rows) {
    return HEAD_BYTES + rows * ROW_BYTES;
  }

  /** Writes what a read added to the archive. */
  static IdList write(Path file, SeenEvents seen) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(Files.newOutputStream(file), digest), 1 << 16))) {
      out.write(MAGIC);
      out.writeLong(seen.added());
      seen.forEachAdded((id0, id1, content0, content1) -> row(out, id0, id1, content0, content1));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new IdList(file, Hashes.hex(digest), seen.added());
  }

  private static void row(DataOutputStream out, long... words) {
    try {
      for (long word : words) {
        out.writeLong(word);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a list that was downloaded.
   *
   * @throws IOException when the file is no id list, or is not whole
   */
  static IdList read(Path file, String sha256) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      byte[] magic = in.readNBytes(MAGIC.length);
      long rows = in.readLong();
      if (!Arrays.equals(magic, MAGIC) || Files.size(file) != bytes(rows)) {
        throw new IOException(file + " is no id list of version 1, or is not whole");
      }
      return new IdList(file, sha256, rows);
    } catch (EOFException e) {
      throw new IOException(file + " is no id list: it ends too early", e);
    }
  }

  /**
   * Whether a list names an event.
   *
   * @param in the list's bytes
   * @param idHash as {@link SeenEvents#idHash} makes it
   * @throws IOException when it is no list
   */
  public static boolean names(InputStream in, byte[] idHash) throws IOException {
    DataInputStream list = new DataInputStream(in);
    if (!Arrays.equals(list.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it is no id list of version 1");
    }
    long rows = list.readLong();
    byte[] row = new byte[ROW_BYTES];
    for (long i = 0; i < rows; i++) {
      list.readFully(row);
      if (Arrays.equals(row, 0, idHash.length, idHash, 0, idHash.length)) {
        return true;
      }
    }
    return false;
  }

  /** Hands over the rows in order, in bounded memory. */
  void forEach(Rows to) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      in.skipNBytes(HEAD_BYTES);
      for (long row = 0; row < rows; row++) {
        to.row(in.readLong(), in.readLong(), in.readLong(), in.readLong());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("id list " + file + " cannot be read", e);
    }
  }
}
