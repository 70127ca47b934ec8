package org.auditcaravan.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ServerIT {
  @TempDir Path folder;

  @Test
  void objectsOutliveAKillAndAConditionalWriteDoesNotReplaceThem() {
    try (S3Server server = S3Server.start(folder, "archive")) {
      put(server, "a/one", "first");
      assertThatThrownBy(() -> put(server, "a/one", "second"))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
      put(server, "b/two", "other");

      server.kill9();
      server.start();

      assertThat(server.keys("a/")).containsExactly("a/one");
      assertThat(server.get("a/one")).asString(StandardCharsets.UTF_8).isEqualTo("first");
      assertThat(server.objects().resolve("a/one")).hasContent("first");
    }
  }

  @Test
  void anAccessKeyCanBeAskedFor() {
    try (S3Server server = S3Server.start(folder, "archive", "key", "secret")) {
      put(server, "one", "first");
      assertThat(server.keys("")).containsExactly("one");
      assertThat(
              Http.send("GET", server.endpoint().resolve("/archive/one"), null, null).statusCode())
          .isEqualTo(403);
    }
  }

  private static void put(S3Server server, String key, String body) {
    server
        .client()
        .putObject(
            request -> request.bucket(server.bucket()).key(key).ifNoneMatch("*"),
            RequestBody.fromString(body));
  }
}
