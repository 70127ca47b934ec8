package org.auditcaravan.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class ArchiveReaderIT {
  private static final String DATE = "/source=acme/date=2026-11-20/";

  @TempDir Path folder;

  @Test
  void onlyPartsThatAManifestNamesCountAndAGapEndsTheCover() throws IOException {
    try (S3Server s3 = S3Server.start(folder, "archive")) {
      put(s3, "audit/records" + DATE + "named.jsonl.gz", gzip("{\"id\":1}\n{\"id\":2}\n"));
      put(s3, "audit/records" + DATE + "orphan.jsonl.gz", gzip("{\"id\":3}\n"));
      manifest(s3, "20261120T000000Z_20261120T010000Z_0", "named");
      manifest(s3, "20261120T010000Z_20261120T020000Z_0");
      manifest(s3, "20261120T030000Z_20261120T040000Z_0");
      ArchiveReader archive = new ArchiveReader(s3, "audit");

      List<Integer> ids = new ArrayList<>();
      archive.records("acme", record -> ids.add(record.path("id").asInt()));

      assertThat(ids).containsExactly(1, 2);
      assertThat(archive.manifests("acme")).hasSize(3);
      assertThat(archive.coveredUntil("acme", Instant.parse("2026-11-20T00:00:00Z")))
          .isEqualTo("2026-11-20T02:00:00Z");
    }
  }

  private static void manifest(S3Server s3, String name, String... parts) {
    String keys =
        parts.length == 0
            ? ""
            : "{\"key\":\"audit/records%s%s.jsonl.gz\"}".formatted(DATE, parts[0]);
    put(
        s3,
        "audit/manifests" + DATE + name + ".json",
        "{\"parts\":[%s]}".formatted(keys).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void put(S3Server s3, String key, byte[] bytes) {
    s3.client()
        .putObject(request -> request.bucket(s3.bucket()).key(key), RequestBody.fromBytes(bytes));
  }
}
