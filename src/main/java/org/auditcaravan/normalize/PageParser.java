package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.auditcaravan.normalize.Json.Kind;
import org.auditcaravan.source.ApiDefinition;

/** Reads the answers of one api. It holds no state between calls and may be shared. */
public final class PageParser {
  private static final ObjectMapper ENVELOPE = new ObjectMapper();

  private final List<FieldPath> eventLists;
  private final EventRules rules;

  /**
   * @throws org.auditcaravan.config.Fault when the mapping does not say where the events stand, or
   *     how they are told apart
   */
  public PageParser(ApiDefinition api) {
    MappingFile file = new MappingFile(api.file());
    this.eventLists = file.paths(api.paging().path("events"), "paging.events");
    this.rules = EventRules.of(api);
  }

  /**
   * Reads a page in one pass. The events refer to {@code bytes}, which must not change any more.
   *
   * @param length how many of the bytes are the page
   * @throws UnreadablePage when the bytes are no JSON object with a list of events in UTF-8
   */
  public Page parse(byte[] bytes, int length) {
    Json root = JsonReader.read(bytes, 0, length);
    if (!root.is(Kind.OBJECT)) {
      throw new UnreadablePage("The answer is JSON, but no object");
    }
    FieldPath list = eventList(root);
    List<Event> events = new ArrayList<>();
    List<byte[]> rejects = new ArrayList<>();
    for (Json element : root.at(list).children()) {
      if (element.is(Kind.OBJECT)) {
        events.add(new Event(element, rules));
      } else {
        rejects.add(slice(element));
      }
    }
    return new Page(events, rejects, envelope(root, list.segments()));
  }

  /**
   * Reads a download event by event: a JSON list, an object with a list of events, or JSON lines.
   * Memory is bounded by the largest event. Events that were handed out before the download turned
   * out to be unreadable stay handed out.
   *
   * @return the elements that are no objects, as received
   * @throws UnreadablePage when the download is none of these, or breaks off
   */
  public List<byte[]> stream(InputStream in, Consumer<Event> events) {
    List<byte[]> rejects = new ArrayList<>();
    new Download(in, eventLists.stream().map(FieldPath::toString).toList())
        .forEach(
            element -> {
              Json value = JsonReader.read(element, 0, element.length);
              if (value.is(Kind.OBJECT)) {
                events.accept(new Event(value, rules));
              } else {
                rejects.add(element);
              }
            });
    return rejects;
  }

  private FieldPath eventList(Json root) {
    for (FieldPath path : eventLists) {
      String name = path.segments().get(0);
      if (Arrays.stream(root.children()).filter(is(name)).count() > 1) {
        throw new UnreadablePage("The answer has more than one list of events named " + name);
      }
      Json list = root.at(path);
      if (list != null && list.is(Kind.ARRAY)) {
        return path;
      }
    }
    throw new UnreadablePage(
        "The answer has no list of events: none of "
            + eventLists.stream().map(FieldPath::toString).collect(Collectors.joining(", "))
            + " is there");
  }

  private static Predicate<Json> is(String name) {
    return member -> member.name().equals(name);
  }

  /** What stands beside the list of events, and around it. */
  private static ObjectNode envelope(Json object, List<String> list) {
    ObjectNode envelope = ENVELOPE.createObjectNode();
    for (Json member : object.children()) {
      if (!member.name().equals(list.get(0))) {
        try {
          envelope.set(
              member.name(), ENVELOPE.readTree(member.bytes(), member.start(), member.length()));
        } catch (IOException e) {
          throw new UnreadablePage("A member beside the list of events is too long or too deep");
        }
      } else if (list.size() > 1) {
        envelope.set(member.name(), envelope(member, list.subList(1, list.size())));
      }
    }
    return envelope;
  }

  private static byte[] slice(Json value) {
    return Arrays.copyOfRange(value.bytes(), value.start(), value.start() + value.length());
  }
}
