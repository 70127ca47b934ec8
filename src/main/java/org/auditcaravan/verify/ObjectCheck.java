package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.LineReader;
import org.auditcaravan.seal.ParquetRows;
import org.auditcaravan.seal.RecordRow;
import org.auditcaravan.seal.RecordSum;
import org.auditcaravan.verify.Finding.Kind;

/** Reads one object to its end and compares it with what is said of it. */
final class ObjectCheck {
  /** Many times what one event can have, and little enough for a small heap. */
  private static final int LONGEST_LINE = 1 << 25;

  private final ArchiveCopy copy;
  private final Path scratch;
  private final Findings findings;
  private final Fetch fetch;

  /**
   * @param scratch a folder for what has to be a file
   */
  ObjectCheck(ArchiveCopy copy, Path scratch, Findings findings) {
    this.copy = copy;
    this.scratch = scratch;
    this.findings = findings;
    this.fetch = new Fetch(copy, findings);
  }

  /** Reads it; what is wrong goes to the findings, and its records to its tally. */
  void run(Expected object) {
    RecordSum sum = new RecordSum();
    if (!read(object, sum)) {
      if (object.group() != null) {
        object.group().lacks(object);
      }
      return;
    }
    if (object.records() >= 0 && sum.records() != object.records()) {
      findings.add(
          Kind.RECORDS_DIFFER,
          object.key(),
          "it holds " + sum.records() + " records instead of " + object.records());
    }
    if (object.group() != null) {
      object.group().add(object, sum);
    }
  }

  /** Whether its bytes are those that are named. */
  private boolean read(Expected object, RecordSum sum) {
    try {
      String sha256 = object.parquet() ? parquet(object, sum) : stream(object, sum);
      if (sha256.equals(object.sha256())) {
        return true;
      }
      findings.add(
          Kind.CHANGED,
          object.key(),
          "its SHA-256 is " + sha256 + " instead of " + object.sha256());
    } catch (NoSuchFileException | Fetch.Unreadable e) {
      fetch.say(object.key(), e);
    } catch (IOException | RuntimeException e) {
      // Bytes that somebody made up trip the libraries that decode them in many ways.
      findings.add(Kind.CHANGED, object.key(), "it cannot be decoded: " + e.getMessage());
    }
    return false;
  }

  private String stream(Expected object, RecordSum sum) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(fetch.open(object.key()), digest)) {
      if (object.records() >= 0) {
        InputStream expanded = ArchiveReader.expanded(in, object.key());
        LineReader lines = new LineReader(expanded, LONGEST_LINE);
        // A few bytes can expand to records without end.
        while (sum.records() <= object.records() && lines.advance()) {
          sum.add(RecordRow.of(lines.bytes(), lines.from(), lines.to()));
        }
      }
      // Whatever stands behind the compressed data belongs to the object, too.
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Hashes.hex(digest);
  }

  private String parquet(Expected object, RecordSum sum) throws IOException {
    Path file = file(object.key());
    try {
      String sha256 = sha256(file);
      if (sha256.equals(object.sha256())) {
        ParquetRows.forEach(file, sum::add);
      }
      return sha256;
    } finally {
      if (file.startsWith(scratch)) {
        Files.delete(file);
      }
    }
  }

  private Path file(String key) throws IOException {
    try {
      return copy.file(key, scratch);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new Fetch.Unreadable(e);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return Hashes.hex(file);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new Fetch.Unreadable(e);
    }
  }
}
