package org.auditcaravan.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the container is configured with: mounted properties, variables, keys of the Secret. */
final class Settings {
  private Settings() {}

  static Properties properties(Manifests manifests) throws IOException {
    Properties properties = new Properties();
    properties.load(
        new StringReader(manifests.mounted("properties").get("application.properties")));
    return properties;
  }

  static Map<String, String> variables(Container container) {
    return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  /** The keys that the Secret is said to have, with the values that the example gives them. */
  static Map<String, String> secret() throws IOException {
    Properties example = new Properties();
    try (InputStream in = Files.newInputStream(Path.of("k8s/base/secret.env.example"))) {
      example.load(in);
    }
    Map<String, String> keys = new TreeMap<>();
    example.forEach((key, value) -> keys.put(key.toString(), value.toString()));
    return keys;
  }
}
