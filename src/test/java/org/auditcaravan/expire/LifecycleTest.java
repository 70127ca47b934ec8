package org.auditcaravan.expire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AbortIncompleteMultipartUpload;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;

/** The bucket's rules clear up behind deletions, and delete nothing by themselves. */
class LifecycleTest {
  private static final Map<String, SdkPojo> SHAPES =
      Map.of(
          "", BucketLifecycleConfiguration.builder().build(),
          "Rules", LifecycleRule.builder().build(),
          "Filter", LifecycleRuleFilter.builder().build(),
          "Expiration", LifecycleExpiration.builder().build(),
          "NoncurrentVersionExpiration", NoncurrentVersionExpiration.builder().build(),
          "AbortIncompleteMultipartUpload", AbortIncompleteMultipartUpload.builder().build());

  private static JsonNode rules() throws IOException {
    return new ObjectMapper().readTree(Path.of("policies/lifecycle.json").toFile());
  }

  @Test
  void noCurrentObjectExpiresByAge() throws IOException {
    for (JsonNode rule : rules().path("Rules")) {
      assertThat(rule.path("Expiration").fieldNames())
          .toIterable()
          .isSubsetOf("ExpiredObjectDeleteMarker");
      assertThat(rule.path("Status").asText()).isEqualTo("Enabled");
    }
    assertThat(rules().findValues("NoncurrentDays"))
        .allSatisfy(days -> assertThat(days.asInt()).isGreaterThanOrEqualTo(30));
  }

  @Test
  void theyAreRulesThatABucketTakes() throws IOException {
    compare("", rules());
  }

  private static void compare(String shape, JsonNode node) {
    if (node.isArray()) {
      node.forEach(one -> compare(shape, one));
    } else if (node.isObject()) {
      assertThat(SHAPES).containsKey(shape);
      assertThat(node.fieldNames())
          .toIterable()
          .isSubsetOf(
              SHAPES.get(shape).sdkFields().stream()
                  .map(SdkField::memberName)
                  .collect(Collectors.toSet()));
      node.properties().forEach(member -> compare(member.getKey(), member.getValue()));
    }
  }
}
