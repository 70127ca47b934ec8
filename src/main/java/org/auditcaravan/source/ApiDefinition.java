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
 * @param answers the section {@code answers}, missing where the usual holds
 * @param event the section {@code event}
 * @param record the section {@code record}
 * @param exclude the section {@code exclude}, missing where nothing is excluded
 * @param presets the section {@code presets}, missing where no search is saved
 */
public record ApiDefinition(
    String name,
    String file,
    Defaults defaults,
    JsonNode paging,
    JsonNode answers,
    JsonNode event,
    JsonNode record,
    JsonNode exclude,
    JsonNode presets) {

  /**
   * Defaults that follow from the api.
   *
   * @param settle how long a window is left to settle
   * @param vendorRetention how long the vendor keeps events
   * @param pageSize events in a page
   * @param largestPage the most that the vendor allows in a page
   * @param requestsPerMinute the vendor's published quota
   * @param longestInterval the longest interval of one request
   * @param addresses where the vendor is, and how its token endpoint is spoken to
   */
  public record Defaults(
      Duration settle,
      Duration vendorRetention,
      int pageSize,
      int largestPage,
      int requestsPerMinute,
      Duration longestInterval,
      Addresses addresses) {}

  /**
   * Where an API and its token endpoint are, and how a client presents itself there.
   *
   * @param apiUrl the API's address with {@code {domain}}, {@code {organization}} or {@code
   *     {tenant}} to be filled in, or null where the operator has to give it
   * @param tokenUrl the token endpoint's address, likewise
   * @param scope the OAuth scope that is asked for, empty for none
   * @param clientAuthentication how the client presents itself: basic, form, certificate or pat
   */
  public record Addresses(
      String apiUrl, String tokenUrl, String scope, String clientAuthentication) {}
}
