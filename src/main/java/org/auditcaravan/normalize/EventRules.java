package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.auditcaravan.source.ApiDefinition;

/**
 * How an api's events are told apart: the section {@code event} of its mapping.
 *
 * @param id where the vendor's id stands, the first that has a value
 * @param timestamp where the event's time stands, the first that has a value
 * @param service where the service's name stands, the first that has a value; may be empty
 * @param organization where the id of the organisation stands, for APIs that say it nowhere else
 * @param expansions what an answer may hold or not without being another event
 */
record EventRules(
    List<FieldPath> id,
    List<FieldPath> timestamp,
    List<FieldPath> service,
    List<FieldPath> organization,
    Expansions expansions) {

  static EventRules of(ApiDefinition api) {
    MappingFile file = new MappingFile(api.file());
    JsonNode event = api.event();
    file.only(event, "event", List.of("id", "timestamp", "service", "organization", "expansions"));
    return new EventRules(
        file.paths(event.path("id"), "event.id"),
        file.paths(event.path("timestamp"), "event.timestamp"),
        file.pathsOrNone(event.path("service"), "event.service"),
        file.pathsOrNone(event.path("organization"), "event.organization"),
        Expansions.of(file.pathsOrNone(event.path("expansions"), "event.expansions")));
  }
}
