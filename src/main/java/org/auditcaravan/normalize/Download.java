package org.auditcaravan.normalize;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/** Cuts a download of any length into the bytes of its elements, with one element in memory. */
final class Download {
  private final Recorder recorder;
  private final List<String> eventLists;

  Download(InputStream in, List<String> eventLists) {
    this.recorder = new Recorder(in);
    this.eventLists = eventLists;
  }

  /**
   * Hands out each element: of a list, of the list of events of an object, or each of many values.
   *
   * @throws UnreadablePage when the download is none of these, or breaks off
   */
  void forEach(Consumer<byte[]> elements) {
    try (JsonParser parser = JsonReader.FACTORY.createParser(recorder)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new UnreadablePage("The download is empty");
      }
      if (first == JsonToken.START_ARRAY) {
        list(parser, elements);
        end(parser);
      } else if (first == JsonToken.START_OBJECT) {
        long start = start(parser);
        if (findList(parser)) {
          list(parser, elements);
          skipRest(parser);
          end(parser);
        } else {
          elements.accept(recorder.take(start, here(parser)));
          lines(parser, elements);
        }
      } else {
        throw new UnreadablePage("The download is JSON, but no list of events");
      }
    } catch (IOException e) {
      throw JsonReader.unreadable(e);
    }
  }

  private void list(JsonParser parser, Consumer<byte[]> elements) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element(parser, elements);
    }
  }

  private void lines(JsonParser parser, Consumer<byte[]> elements) throws IOException {
    while (parser.nextToken() != null) {
      element(parser, elements);
    }
  }

  private void element(JsonParser parser, Consumer<byte[]> elements) throws IOException {
    long start = start(parser);
    if (parser.currentToken().isNumeric()) {
      // Jackson has already looked at the blank behind a number that stands alone.
      elements.accept(recorder.take(start, start + parser.getTextLength()));
      return;
    }
    parser.skipChildren();
    parser.finishToken();
    elements.accept(recorder.take(start, here(parser)));
  }

  /** Whether the object has a list of events; the parser then stands at its opening bracket. */
  private boolean findList(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY && eventLists.contains(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private void skipRest(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (eventLists.contains(parser.currentName())) {
        throw new UnreadablePage("The download has more than one list of events");
      }
      parser.nextToken();
      parser.skipChildren();
      recorder.forget(here(parser));
    }
  }

  private void end(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new UnreadablePage("The download goes on after its list of events");
    }
  }

  private static long start(JsonParser parser) {
    return parser.currentTokenLocation().getByteOffset();
  }

  private static long here(JsonParser parser) {
    return parser.currentLocation().getByteOffset();
  }
}
