package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
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
  private final ArchiveCopy copy;
  private final Path scratch;
  private final Findings findings;

  /**
   * @param scratch a folder for what has to be a file
   */
  ObjectCheck(ArchiveCopy copy, Path scratch, Findings findings) {
    this.copy = copy;
    this.scratch = scratch;
    this.findings = findings;
  }

  /** Reads it; what is wrong goes to the findings, and its records to its tally. */
  void run(Expected object) {
    RecordSum sum = new RecordSum();
    String wrong;
    try {
      String sha256 = object.parquet() ? parquet(object, sum) : stream(object, sum);
      wrong =
          sha256.equals(object.sha256())
              ? null
              : "its SHA-256 is " + sha256 + " instead of " + object.sha256();
    } catch (IOException e) {
      wrong = "it cannot be read: " + e.getMessage();
    }
    if (wrong != null) {
      findings.add(Kind.CHANGED, object.key(), wrong);
    } else if (object.records() >= 0 && sum.records() != object.records()) {
      findings.add(
          Kind.RECORDS_DIFFER,
          object.key(),
          "it holds " + sum.records() + " records instead of " + object.records());
    }
    if (object.group() != null) {
      object.group().add(object, sum);
      if (wrong != null) {
        object.group().lacks(object);
      }
    }
  }

  private String stream(Expected object, RecordSum sum) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(copy.open(object.key()), digest)) {
      if (object.records() >= 0) {
        InputStream expanded = ArchiveReader.expanded(in, object.key());
        LineReader lines = new LineReader(expanded);
        while (lines.advance()) {
          sum.add(RecordRow.of(lines.bytes(), lines.from(), lines.to()));
        }
      }
      // Whatever stands behind the compressed data belongs to the object, too.
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Hashes.hex(digest);
  }

  private String parquet(Expected object, RecordSum sum) throws IOException {
    Path file = copy.file(object.key(), scratch);
    try {
      String sha256 = Hashes.hex(file);
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
}
