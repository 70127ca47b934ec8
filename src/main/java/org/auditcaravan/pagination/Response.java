package org.auditcaravan.pagination;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;

/**
 * One answer of the vendor, as the manifest names it.
 *
 * @param time when the answer was complete, by the local clock
 * @param vendorTime what the vendor's {@code Date} header said, or null
 * @param request method, path and parameters or body, without any secret
 * @param status the HTTP status
 * @param correlationId the vendor's correlation id, or null
 * @param bytes the length of the body
 * @param sha256 the SHA-256 of the body, in hex
 * @param events how many events the body held
 */
@JsonPropertyOrder({
  "time",
  "vendorTime",
  "request",
  "status",
  "correlationId",
  "bytes",
  "sha256",
  "events"
})
public record Response(
    Instant time,
    Instant vendorTime,
    String request,
    int status,
    String correlationId,
    long bytes,
    String sha256,
    int events) {}
