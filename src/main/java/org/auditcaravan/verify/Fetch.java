package org.auditcaravan.verify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.auditcaravan.verify.Finding.Kind;

/**
 * Gets objects, and tells what is wrong with their bytes from what is wrong with the way to them.
 *
 * @param copy where they lie
 * @param findings hears of what cannot be had
 */
record Fetch(ArchiveCopy copy, Findings findings) {
  /** What a manifest or a digest may have at most; a thousand times what they usually have. */
  static final int LONGEST = 1 << 26;

  /** The object's bytes cannot be had, whatever they are. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** An object's bytes; what cannot be had, or is too long, is said. */
  Optional<byte[]> bytes(String key, int longest) {
    try (InputStream in = open(key)) {
      byte[] bytes = in.readNBytes(longest + 1);
      if (bytes.length <= longest) {
        return Optional.of(bytes);
      }
      findings.add(Kind.CHANGED, key, "it is longer than " + longest + " bytes");
    } catch (IOException e) {
      say(key, e);
    }
    return Optional.empty();
  }

  /** The bytes of an object that need not be there. */
  Optional<byte[]> find(String key, int longest) throws IOException {
    try (InputStream in = copy.open(key)) {
      return Optional.of(in.readNBytes(longest));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** What keeps an object from being had. */
  void say(String key, IOException why) {
    if (why instanceof NoSuchFileException) {
      findings.add(Kind.REMOVED, key, "it was there, and is not any more");
    } else {
      findings.add(Kind.UNREADABLE, key, "it cannot be read: " + why.getMessage());
    }
  }

  /**
   * An object's bytes as a stream.
   *
   * @throws NoSuchFileException when it is not there
   * @throws Unreadable when they cannot be had, here or while they are read
   */
  InputStream open(String key) throws IOException {
    try {
      return new Tagged(copy.open(key));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new Unreadable(e);
    }
  }

  private static final class Tagged extends FilterInputStream {
    Tagged(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException | RuntimeException e) {
        throw new Unreadable(e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return in.read(bytes, from, length);
      } catch (IOException | RuntimeException e) {
        throw new Unreadable(e);
      }
    }
  }
}
