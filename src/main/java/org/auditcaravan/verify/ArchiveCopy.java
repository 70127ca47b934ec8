package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** An archive that is looked at: the bucket itself, or a copy of it. Read only, by many threads. */
public interface ArchiveCopy {

  /**
   * An object.
   *
   * @param key its key
   * @param bytes its length
   * @param away whether its storage class keeps it from being read now
   */
  record Stored(String key, long bytes, boolean away) {}

  /** All objects whose keys begin with this. */
  List<Stored> list(String begin) throws IOException;

  /**
   * One version of an object, or a marker that it was deleted.
   *
   * @param key the object's key
   * @param id the version's id
   * @param marker whether it is a delete marker, which has no bytes
   * @param time when it was put
   * @param bytes its length
   * @param tag what the store tells contents apart by
   */
  record Version(String key, String id, boolean marker, Instant time, long bytes, String tag) {

    boolean sameAs(Version other) {
      return bytes == other.bytes && tag != null && tag.equals(other.tag);
    }
  }

  /**
   * The versions, newest first, of those objects whose keys begin with this and that have more than
   * one, or are hidden by a delete marker; of others than the newest, only those with bytes.
   *
   * @throws IOException when they must not be seen
   */
  default List<Version> versions(String begin) throws IOException {
    return List.of();
  }

  /**
   * A version's bytes.
   *
   * @throws IOException when it is not there, or cannot be read
   */
  default InputStream open(Version version) throws IOException {
    throw new IOException("this copy has no versions");
  }

  /**
   * What follows on this begin of keys, up to the next slash, also where delete markers hide all
   * that is there.
   */
  List<String> folders(String begin) throws IOException;

  /**
   * An object's bytes, as a stream.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   * @throws IOException when it cannot be read
   */
  InputStream open(String key) throws IOException;

  /**
   * The bytes of an object that is no part, all at once.
   *
   * @throws IOException when it is not there, cannot be read, or is longer than any such object
   */
  default byte[] bytes(String key) throws IOException {
    try (InputStream in = open(key)) {
      byte[] bytes = in.readNBytes(Fetch.LONGEST + 1);
      if (bytes.length > Fetch.LONGEST) {
        throw new IOException(key + " is longer than " + Fetch.LONGEST + " bytes");
      }
      return bytes;
    }
  }

  /**
   * An object as a file.
   *
   * @param folder where it may be put
   */
  Path file(String key, Path folder) throws IOException;
}
