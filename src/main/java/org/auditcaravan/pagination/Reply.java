package org.auditcaravan.pagination;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.auditcaravan.config.OneLine;

/**
 * A vendor's answer, read to its end and not yet judged.
 *
 * @param status the HTTP status
 * @param headers the headers, names in lower case
 * @param body the body, empty when it went to a file
 * @param file where the body of a download is, else null
 * @param received when it was complete, by the local clock
 */
public record Reply(
    int status, Map<String, String> headers, byte[] body, Path file, Instant received) {

  /** A header's value, or null. */
  public String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** Whether the status says that the request was carried out. */
  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** The vendor's ids of the call under all of their names, each once, or null. */
  public String correlationId() {
    String ids =
        CORRELATION.stream()
            .map(headers::get)
            .filter(id -> id != null && !id.isBlank())
            .distinct()
            .collect(Collectors.joining(" "));
    return ids.isEmpty() ? null : OneLine.of(ids);
  }

  private static final List<String> CORRELATION =
      List.of("inin-correlation-id", "x-genesys-cloud-request-id", "activityid", "x-request-id");
}
