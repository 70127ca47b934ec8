package org.auditcaravan.simulator;

/** The vendor's own words for what goes wrong at its side. */
final class Mishaps {
  private Mishaps() {}

  static Refusal refusal(String status) {
    return switch (status) {
      case "401" -> new Refusal(401, "bad.credentials", "Invalid login credentials.");
      case "408" -> new Refusal(408, "client.timeout", "The client did not send in time.");
      case "429" ->
          new Refusal(
                  429,
                  "too.many.requests.retry.after",
                  "Rate limit exceeded the maximum. Retry the request in [1] seconds")
              .header("Retry-After", "1");
      case "500" ->
          new Refusal(500, "internal.server.error", "The server encountered an unexpected error.");
      case "502" -> new Refusal(502, "bad.gateway", "Bad gateway.");
      case "503" -> new Refusal(503, "service.unavailable", "Service Unavailable.");
      default -> new Refusal(504, "request.timeout", "The request timed out.");
    };
  }
}
