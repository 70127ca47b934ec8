package org.auditcaravan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What a simulator has told of its events. */
final class Truth {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Truth() {}

  /**
   * The SHA-256 of each event that a source asks for, by id.
   *
   * @param hash the member that has it, as the source's api serves the event
   */
  static Map<String, String> of(Path file, String hash, Predicate<JsonNode> asked)
      throws IOException {
    Map<String, String> events = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode event = JSON.readTree(line);
      if (asked.test(event)) {
        events.put(event.get("id").textValue(), event.get(hash).textValue());
      }
    }
    return events;
  }
}
