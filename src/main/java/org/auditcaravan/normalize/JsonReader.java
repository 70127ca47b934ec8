package org.auditcaravan.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.Arrays;
import org.auditcaravan.normalize.Json.Kind;

/** Reads JSON in one pass into values that know where they stand. */
final class JsonReader {
  static final int DEEPEST = 500;

  /**
   * Bounded in depth, because the tree is walked by recursion, and in nothing else: an audit event
   * may hold a value of any length, and the page is in memory anyway.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  static final int MARK_LENGTH = 3;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final Json[] NONE = {};

  private final byte[] bytes;
  private final int offset;
  private final int limit;
  private final JsonParser parser;

  /** The values of which the closing bracket around them has not come yet. */
  private Json[] open = new Json[64];

  private int opened;

  private JsonReader(byte[] bytes, int offset, int length, JsonParser parser) {
    this.bytes = bytes;
    this.offset = offset;
    this.limit = offset + length;
    this.parser = parser;
  }

  /**
   * The one value in {@code bytes[offset, offset + length)}.
   *
   * @throws UnreadablePage when there is none, more than one, or it is not valid
   */
  static Json read(byte[] bytes, int offset, int length) {
    Utf8 utf8 = new Utf8();
    if (!utf8.accepts(bytes, offset, length)) {
      throw new UnreadablePage("The answer is not valid UTF-8");
    }
    int mark = startsWithMark(bytes, offset, length) ? MARK_LENGTH : 0;
    return readUnmarked(bytes, offset + mark, length - mark);
  }

  private static Json readUnmarked(byte[] bytes, int offset, int length) {
    try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new UnreadablePage("The answer is empty");
      }
      Json value = new JsonReader(bytes, offset, length, parser).value(null, first);
      if (parser.nextToken() != null) {
        throw new UnreadablePage("The answer goes on after its JSON value");
      }
      return value;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Whether there is a byte order mark, which RFC 8259 (8.1) allows a reader to ignore. */
  static boolean startsWithMark(byte[] bytes, int offset, int length) {
    return length >= MARK_LENGTH
        && Arrays.equals(bytes, offset, offset + MARK_LENGTH, MARK, 0, MARK_LENGTH);
  }

  /** Says in one sentence what Jackson found, without the excerpt that its message may hold. */
  static UnreadablePage unreadable(IOException e) {
    if (e instanceof JsonEOFException) {
      return new UnreadablePage("The answer is JSON that was cut short");
    }
    if (e instanceof StreamConstraintsException) {
      return new UnreadablePage("The answer is nested deeper than " + DEEPEST + " levels");
    }
    if (e instanceof JsonParseException broken) {
      return new UnreadablePage(
          "The answer is not JSON: it breaks off at byte " + broken.getLocation().getByteOffset());
    }
    return new UnreadablePage("The answer could not be read to its end");
  }

  private Json value(String name, JsonToken token) throws IOException {
    int start = offset + (int) parser.currentTokenLocation().getByteOffset();
    return switch (token) {
      case START_OBJECT -> object(name, start);
      case START_ARRAY -> array(name, start);
      case VALUE_STRING -> scalar(Kind.STRING, name, start, endOfString(start));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          scalar(Kind.NUMBER, name, start, start + parser.getTextLength());
      case VALUE_TRUE, VALUE_FALSE ->
          scalar(Kind.BOOLEAN, name, start, start + parser.getTextLength());
      default -> scalar(Kind.NULL, name, start, start + parser.getTextLength());
    };
  }

  private Json object(String name, int start) throws IOException {
    int first = opened;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      open(value(member, parser.nextToken()));
    }
    return new Json(Kind.OBJECT, name, bytes, start, here(), closed(first));
  }

  private Json array(String name, int start) throws IOException {
    int first = opened;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      open(value(null, token));
    }
    return new Json(Kind.ARRAY, name, bytes, start, here(), closed(first));
  }

  private void open(Json value) {
    if (opened == open.length) {
      open = Arrays.copyOf(open, opened * 2);
    }
    open[opened++] = value;
  }

  private Json[] closed(int first) {
    Json[] children = first == opened ? NONE : Arrays.copyOfRange(open, first, opened);
    opened = first;
    return children;
  }

  private Json scalar(Kind kind, String name, int start, int end) {
    return new Json(kind, name, bytes, start, end, NONE);
  }

  private int here() {
    return offset + (int) parser.currentLocation().getByteOffset();
  }

  /** Jackson has not looked at the string yet; it does so, and refuses it, at the next token. */
  private int endOfString(int start) throws IOException {
    int at = start + 1;
    while (at < limit && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    if (at >= limit) {
      throw new JsonEOFException(parser, JsonToken.VALUE_STRING, "cut short");
    }
    return at + 1;
  }
}
