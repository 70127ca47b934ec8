package org.auditcaravan.pagination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A vendor in memory that plays a list of tricks, one for each request, and is good after that. It
 * has events from the beginning, and some that it gets while it is asked.
 */
final class ScriptedVendor {
  /** What becomes of one answer. */
  enum Trick {
    NONE,
    BUSY,
    HTML,
    CUT,
    REPEAT,
    EMPTY_PROMISE,
    SAME_CURSOR,
    EXPIRED,
    COUNT_MORE,
    COUNT_LESS,
    NEW_FIRST,
    NEW_LAST,
    ELSEWHERE,
    LOST,
    FAILED,
    CANCELLED,
    RUNNING
  }

  static final Instant FROM = Instant.parse("2026-11-20T00:00:00Z");
  private static final int PAGE = 4;

  private final List<String> events = new ArrayList<>();
  private final List<Trick> tricks;
  private final Path folder;
  private int requests;

  /**
   * @param count how many events it has from the beginning: e0, e1 ...
   */
  ScriptedVendor(int count, List<Trick> tricks, Path folder) {
    IntStream.range(0, count).forEach(i -> events.add("e" + i));
    this.tricks = tricks;
    this.folder = folder;
  }

  int requests() {
    return requests;
  }

  Reply answer(Ask ask) {
    Trick trick = requests < tricks.size() ? tricks.get(requests) : Trick.NONE;
    requests++;
    if (ask.step().equals(AsyncQuery.CHUNK)) {
      return reply(200, read(Path.of(ask.url())));
    }
    switch (trick) {
      case NEW_FIRST -> events.add(0, "new" + requests);
      case NEW_LAST -> events.add("new" + requests);
      case BUSY -> {
        return reply(503, "");
      }
      case HTML -> {
        return reply(200, "<html>Back soon</html>");
      }
      default -> {}
    }
    String body =
        switch (ask.step()) {
          case AsyncQuery.SUBMIT, AsyncQuery.STATUS -> state(trick);
          case RealtimeQuery.STEP -> numbered(ask, trick);
          case GenesysAudits.DOWNLOAD -> "{\"entities\":[" + entities(0, events.size()) + "]}";
          default -> cursor(ask, trick);
        };
    String sent = trick == Trick.CUT ? body.substring(0, body.length() / 2) : body;
    boolean results = ask.step().equals(AsyncQuery.RESULTS);
    if (ask.step().equals(GenesysAudits.DOWNLOAD)) {
      return trick == Trick.EXPIRED ? reply(403, "{}") : download(sent);
    }
    if (trick == Trick.LOST && (results || ask.step().equals(AsyncQuery.STATUS))) {
      return reply(404, "{}");
    }
    if (trick == Trick.EXPIRED && ask.cursor() != null) {
      return reply(400, "{}");
    }
    if (trick == Trick.ELSEWHERE && results) {
      return new Reply(303, Map.of("location", "https://download.test/x"), new byte[0], null, FROM);
    }
    return reply(200, sent);
  }

  private static String state(Trick trick) {
    String state =
        switch (trick) {
          case FAILED -> "Failed";
          case CANCELLED -> "Cancelled";
          case RUNNING -> "Running";
          default -> "Succeeded";
        };
    return "{\"id\":\"t\",\"state\":\"" + state + "\"}";
  }

  /** A page by its number, and a total: what is new shifts the pages that follow. */
  private String numbered(Ask ask, Trick trick) {
    int from = Math.min(events.size(), (ask.pageNumber() - 1) * PAGE);
    int to = Math.min(events.size(), from + PAGE);
    int total = events.size() + (trick == Trick.COUNT_MORE ? 3 : 0);
    if (trick == Trick.COUNT_LESS && to != total - 1) {
      // A count that is exactly what has come is no sign of anything: only a recheck tells.
      total = Math.max(0, total - 1);
    }
    String page =
        switch (trick) {
          case EMPTY_PROMISE -> "";
          case REPEAT -> entities(Math.max(0, from - 2), to);
          default -> entities(from, to);
        };
    return "{\"entities\":[%s],\"total\":%d,\"pageNumber\":%d}"
        .formatted(page, total, ask.pageNumber());
  }

  /** A page by a cursor that names the last event, and is not moved by what is new. */
  private String cursor(Ask ask, Trick trick) {
    String last = ask.cursor() == null ? null : ask.cursor().split(" ")[0];
    int from = last == null ? 0 : events.indexOf(last) + 1;
    int to = trick == Trick.EMPTY_PROMISE ? from : Math.min(events.size(), from + PAGE);
    int begin = trick == Trick.REPEAT ? Math.max(0, from - 2) : from;
    String next = to == 0 ? " " + requests : events.get(to - 1) + " " + requests;
    if (trick == Trick.SAME_CURSOR && ask.cursor() != null) {
      next = ask.cursor();
    } else if (to == events.size() && trick != Trick.EMPTY_PROMISE) {
      next = null;
    }
    String quoted = next == null ? "null" : "\"" + next + "\"";
    return "{\"entities\":[%s],\"cursor\":%s,\"nextPage\":%s}"
        .formatted(entities(begin, to), quoted, quoted);
  }

  private String entities(int from, int to) {
    String time = FROM.plusSeconds(60).toString();
    return events.subList(from, to).stream()
        .map(
            id ->
                "{\"id\":\"%s\",\"auditId\":\"%s\",\"eventDate\":\"%s\",\"timestamp\":\"%s\"}"
                    .formatted(id, id, time, time))
        .collect(Collectors.joining(","));
  }

  private Reply download(String body) {
    try {
      Path file = Files.writeString(folder.resolve("download" + requests), body);
      return new Reply(200, Map.of(), new byte[0], file, FROM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply reply(int status, String body) {
    return new Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8), null, FROM);
  }
}
