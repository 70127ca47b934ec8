package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.auditcaravan.simulator.Catalogue.Kind;

/** Who did what to what in each event of a tenant; the writers give it a form. */
final class Events {
  private static final List<String> NAMES =
      Catalogue.lines("names.txt").stream().map(Events::unquote).toList();
  private static final int USERS = 60;
  private static final int CLIENTS = 8;
  private static final int ENTITIES = 40;

  final Seeded seeded;
  final Timeline timeline;
  private final String organizationId;

  Events(Seeded seeded, Timeline timeline, String organizationId) {
    this.seeded = seeded;
    this.timeline = timeline;
    this.organizationId = organizationId;
  }

  String id(int index) {
    return seeded.idOf(index);
  }

  Instant time(int index) {
    return Instant.ofEpochMilli(timeline.time(index));
  }

  /** The kind; all events of a bulk change have the same. */
  Kind kind(int index) {
    return Catalogue.kind(seeded, timeline.burst(index), 21);
  }

  String action(int index) {
    List<String> actions = kind(index).actions();
    return actions.get(seeded.below(actions.size(), timeline.burst(index), 22));
  }

  /** One event in two hundred has members that no client expects. */
  boolean hostile(int index) {
    return seeded.below(200, index, 23) == 0;
  }

  String level(int index) {
    if (hostile(index)) {
      return "GENESYS_INTERNAL";
    }
    return seeded.below(100, index, 24) < kind(index).systemPercent() ? "SYSTEM" : "USER";
  }

  /** The actor, or null where the platform itself acted; of an OAuth client it is the client. */
  String userId(int index) {
    if (!level(index).equals("USER")) {
      return null;
    }
    String client = clientId(index);
    return client != null ? client : seeded.guid(user(index), 31);
  }

  String userName(int index) {
    return person(user(index));
  }

  /** The name of the person with this id, empty where there is none. */
  Optional<String> person(String id) {
    return IntStream.range(0, USERS)
        .filter(user -> seeded.guid(user, 31).equals(id))
        .mapToObj(this::person)
        .findFirst();
  }

  private String person(int user) {
    return name(user, 32) + " " + user;
  }

  /** The OAuth client that acted, or null. */
  String clientId(int index) {
    boolean byClient = level(index).equals("USER") && seeded.below(8, index, 25) == 0;
    return byClient ? seeded.guid(seeded.below(CLIENTS, index, 26), 33) : null;
  }

  String userHome() {
    return organizationId;
  }

  String entityId(int index) {
    return seeded.guid(seeded.below(ENTITIES, index, 27), kind(index).entityType().hashCode());
  }

  String entityName(int index) {
    return name(seeded.below(ENTITIES, index, 27), 34);
  }

  /** A person's id that the event mentions besides the actor. */
  String subject(int index) {
    return seeded.guid(seeded.below(USERS, index, 28), 31);
  }

  String name(long index, int purpose) {
    return NAMES.get(seeded.below(NAMES.size(), index, purpose));
  }

  private static String unquote(String line) {
    try {
      return Answer.JSON.readValue(line, String.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int user(int index) {
    return seeded.below(USERS, timeline.burst(index), 29);
  }
}
