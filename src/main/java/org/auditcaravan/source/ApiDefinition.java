package org.auditcaravan.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What {@code routes/mapping-<api>.yaml} says about an API: the defaults that follow from it, how
 * its pages are linked, how an event is told apart, and how it becomes records.
 *
 * @param name the api, as {@code audit.sources.<name>.api} names it
 * @param file where the definition was read, for messages
 * @param defaults defaults of the sources that speak it
 * @param paging the section {@code paging}
 * @param event the section {@code event}
 * @param record the section {@code record}
 * @param exclude the section {@code exclude}, missing where nothing is excluded
 */
public record ApiDefinition(
    String name,
    String file,
    Defaults defaults,
    JsonNode paging,
    JsonNode event,
    JsonNode record,
    JsonNode exclude) {

  /**
   * Defaults that follow from the api.
   *
   * @param settle how long a window is left to settle
   * @param vendorRetention how long the vendor keeps events
   * @param pageSize events in a page
   * @param largestPage the most that the vendor allows in a page
   * @param requestsPerMinute the vendor's published quota
   * @param longestInterval the longest interval of one request
   */
  public record Defaults(
      Duration settle,
      Duration vendorRetention,
      int pageSize,
      int largestPage,
      int requestsPerMinute,
      Duration longestInterval) {}
}
