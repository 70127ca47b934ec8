package org.auditcaravan.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;

/**
 * Finds what {@code mapping-<api>.yaml} says about an API, in the overlay or among the packaged.
 */
public final class ApiDefinitions {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** The apis whose mappings are packaged. */
  private static final List<String> PACKAGED =
      List.of(
          "genesys-audits",
          "genesys-auditlogs",
          "genesys-audit-events",
          "genesys-analytics-events",
          "azure-devops-audit");

  private final Optional<Path> overlay;

  /**
   * @param overlay the folder of files that an operator changed or added, if any
   */
  public ApiDefinitions(Optional<Path> overlay) {
    this.overlay = overlay;
  }

  /**
   * The definition of an api.
   *
   * @throws Fault when there is no such file, or it is not readable
   */
  public ApiDefinition get(String api) {
    String name = "mapping-" + api + ".yaml";
    Optional<Path> changed = overlay.map(folder -> folder.resolve(name)).filter(Files::isReadable);
    String file = changed.map(Path::toString).orElse("routes/" + name);
    try (InputStream in =
        changed.isPresent()
            ? Files.newInputStream(changed.get())
            : ApiDefinitions.class.getResourceAsStream("/routes/" + name)) {
      if (in == null) {
        throw new Fault(
            "The key api="
                + api
                + " of a source is unknown, since there is no "
                + file
                + ": use one of "
                + String.join(", ", PACKAGED)
                + ", or add that file");
      }
      return definition(api, file, YAML.readTree(in));
    } catch (JsonProcessingException e) {
      throw new Fault(
          file
              + " is not readable YAML at line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse("correct it"),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiDefinition definition(String api, String file, JsonNode root) {
    JsonNode defaults = section(root, "defaults", file);
    return new ApiDefinition(
        api,
        file,
        new ApiDefinition.Defaults(
            duration(defaults, "settle", file),
            duration(defaults, "vendor-retention", file),
            number(defaults, "page-size", file),
            number(defaults, "largest-page", file),
            number(defaults, "requests-per-minute", file),
            duration(defaults, "longest-interval", file),
            new ApiDefinition.Addresses(
                defaults.path("api-url").textValue(),
                defaults.path("token-url").textValue(),
                defaults.path("scope").asText(""),
                defaults.path("client-authentication").asText("basic"))),
        section(root, "paging", file),
        root.path("answers"),
        section(root, "event", file),
        section(root, "record", file),
        root.path("exclude"),
        root.path("presets"));
  }

  private static JsonNode section(JsonNode root, String name, String file) {
    JsonNode section = root.path(name);
    if (!section.isObject()) {
      throw new Fault(file + " has no section " + name + ": add it, as the packaged mappings do");
    }
    return section;
  }

  private static int number(JsonNode defaults, String name, String file) {
    JsonNode value = defaults.path(name);
    if (!value.isInt() || value.intValue() < 1) {
      throw new Fault(file + ": defaults." + name + " is not a number above 0: correct it");
    }
    return value.intValue();
  }

  private static Duration duration(JsonNode defaults, String name, String file) {
    try {
      return Duration.parse(defaults.path(name).asText());
    } catch (DateTimeException e) {
      throw new Fault(
          file + ": defaults." + name + " is not a duration such as PT15M or P365D: correct it", e);
    }
  }
}
