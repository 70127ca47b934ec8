package org.auditcaravan.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Renders what stands under {@code k8s/}: with kubectl where there is one, else it takes the
 * rendering that is kept under {@code src/test/resources/k8s}.
 */
final class Kustomize {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Kustomize() {}

  /** Every overlay, and with them the base, as paths from the top of the project. */
  static Stream<String> kustomizations() throws IOException {
    try (Stream<Path> overlays = Files.list(Path.of("k8s/overlays"))) {
      return overlays.map(Path::toString).sorted().toList().stream();
    }
  }

  /** The overlays whose ledger is a file. */
  static Stream<String> single() {
    return Stream.of("k8s/overlays/single", "k8s/overlays/custom-routes");
  }

  /** The overlays whose ledger is a PostgreSQL. */
  static Stream<String> replicated() throws IOException {
    List<String> single = single().toList();
    return kustomizations().filter(overlay -> !single.contains(overlay));
  }

  /** Whether this machine has a kubectl. */
  static boolean hasKubectl() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kubectl"))
        .anyMatch(Files::isExecutable);
  }

  /** The objects of a kustomization, by kind and name. */
  static Map<String, JsonNode> objects(String kustomization) throws IOException {
    return hasKubectl() ? rendered(kustomization) : kept(kustomization);
  }

  /** The objects as kubectl renders them now. */
  static Map<String, JsonNode> rendered(String kustomization) throws IOException {
    Path out = Files.createTempFile("kustomize", ".yaml");
    Path err = Files.createTempFile("kustomize", ".err");
    try {
      Process kubectl =
          new ProcessBuilder("kubectl", "kustomize", kustomization)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!kubectl.waitFor(1, TimeUnit.MINUTES) || kubectl.exitValue() != 0) {
        kubectl.destroyForcibly();
        throw new IOException(
            "kubectl kustomize " + kustomization + " failed: " + Files.readString(err));
      }
      return read(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The objects of the rendering that is kept for machines without kubectl. */
  static Map<String, JsonNode> kept(String kustomization) throws IOException {
    return read(keptFile(kustomization));
  }

  /** Where that rendering is kept. */
  static Path keptFile(String kustomization) {
    return Path.of("src/test/resources/k8s", Path.of(kustomization).getFileName() + ".yaml");
  }

  private static Map<String, JsonNode> read(Path file) throws IOException {
    Map<String, JsonNode> objects = new TreeMap<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      while (documents.hasNext()) {
        JsonNode object = documents.next();
        String name = object.path("kind").asText() + "/" + object.at("/metadata/name").asText();
        if (objects.put(name, object) != null) {
          throw new IOException(file + " has two objects " + name);
        }
      }
    }
    return objects;
  }
}
