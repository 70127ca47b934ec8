package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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

  /** What follows on this begin of keys, up to the next slash. */
  List<String> folders(String begin) throws IOException;

  /**
   * An object's bytes, as a stream.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   * @throws IOException when it cannot be read
   */
  InputStream open(String key) throws IOException;

  /**
   * An object as a file.
   *
   * @param folder where it may be put
   */
  Path file(String key, Path folder) throws IOException;
}
