package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.auditcaravan.archive.Spool;

/** Parquet as the product writes it. */
public final class ParquetFiles {
  private ParquetFiles() {}

  /** A file's bytes with these records, JSON each. */
  public static byte[] of(List<String> records) throws IOException {
    Path folder = Files.createTempDirectory("records-");
    Path file = folder.resolve("records.parquet");
    try (ParquetWrite out = new ParquetWrite(file)) {
      for (String record : records) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        out.write(RecordRow.of(bytes, 0, bytes.length));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    Spool.delete(folder);
    return bytes;
  }
}
