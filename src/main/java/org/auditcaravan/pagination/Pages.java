package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Sighting;
import org.auditcaravan.normalize.Event;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.UnreadablePage;
import org.auditcaravan.window.Occasion;
import org.auditcaravan.window.WindowRead;

/** The page reader: moves the read on, and takes from a page what is new and of this window. */
@Singleton
@Named("pages")
public final class Pages {
  /** What an answer without any events comes to. */
  static final Page NOTHING = new Page(List.of(), List.of(), JsonNodeFactory.instance.objectNode());

  private final Strays strays;

  @Inject
  public Pages(Strays strays) {
    this.strays = strays;
  }

  /**
   * Takes in a judged answer, and counts every event that it holds.
   *
   * @return the events that are new, in the vendor's order
   * @throws TransientFailure when it is no page; nothing has moved then
   */
  public List<Accepted> read(
      @Variable("read") WindowRead read, @Body Reply reply, @Variable("request") String request) {
    try {
      return taken(read, reply, request);
    } catch (RuntimeException e) {
      read.letGo();
      throw e;
    }
  }

  /** The page is through: nothing of it stays in memory while the next one is waited for. */
  public String through(@Variable("read") WindowRead read) {
    read.letGo();
    return "";
  }

  private List<Accepted> taken(WindowRead read, Reply reply, String request) {
    // Read before the answer is taken in, which may begin the next pass.
    int pass = read.paging().pass();
    Noted noted = Noted.of(reply);
    Page page;
    try {
      page = read.paging().accept(reply);
    } catch (UnreadablePage e) {
      throw new TransientFailure(
          reply.status(),
          null,
          reply.correlationId(),
          "Source " + read.source().name() + " sent a page that cannot be read: " + e.getMessage(),
          reply.body());
    }
    read.responses().add(noted.response(request, page.events().size()));
    for (byte[] reject : page.rejects()) {
      read.events().received(1);
      read.events().deadLetters(1);
      read.rejects().add(new Reject(reject, "A member of the page's events is no object"));
    }
    List<Accepted> accepted = new ArrayList<>(page.events().size());
    for (Event event : page.events()) {
      take(read, pass, event, reply.received(), accepted);
    }
    refuseTooMany(read);
    return accepted;
  }

  /** Halves are read and committed sooner, and need less room, than one large window. */
  private static void refuseTooMany(WindowRead read) {
    int largest = read.source().config().largestWindow();
    if (read.claim().divisible() && read.seen().added() > largest) {
      throw new TooLarge(
          0,
          "largest-window",
          null,
          "it holds more than audit.sources."
              + read.source().name()
              + ".largest-window="
              + largest
              + " events");
    }
  }

  private void take(
      WindowRead read, int pass, Event event, Instant received, List<Accepted> accepted) {
    read.events().received(1);
    Instant timestamp = event.timestamp();
    if (timestamp != null && !read.window().contains(timestamp)) {
      read.events().outside(1);
      if (far(read, timestamp)) {
        note(read, timestamp);
      }
      return;
    }
    String id = event.id() != null ? event.id() : numbered(read, pass, event);
    Sighting sighting = read.seen().see(SeenEvents.idHash(id), event.contentHash());
    if (sighting == Sighting.REPEAT) {
      read.events().duplicates(1);
      return;
    }
    if (sighting == Sighting.CHANGED) {
      read.events().changed(1);
    } else if (timestamp != null && read.claim().occasion() == Occasion.RECHECK) {
      read.found(Duration.between(timestamp, received));
    }
    accepted.add(new Accepted(id, event));
  }

  private void note(WindowRead read, Instant timestamp) {
    try {
      strays.found(read.window(), timestamp);
    } catch (RuntimeException e) {
      // Not as its cause: a cause that looks as if it would pass would have the next page asked
      // for, and the rest of this one would be lost.
      IllegalStateException lost =
          new IllegalStateException(
              "an event outside of its window could not be noted: " + e.getMessage());
      lost.addSuppressed(e);
      throw lost;
    }
  }

  private static boolean far(WindowRead read, Instant timestamp) {
    Duration overlap = read.source().config().overlap();
    return timestamp.isBefore(read.window().from().minus(overlap))
        || timestamp.isAfter(read.window().to().plus(overlap));
  }

  /** Events without an id that are equal to the last token are told apart by counting them. */
  private static String numbered(WindowRead read, int pass, Event event) {
    String hash = HexFormat.of().formatHex(event.canonicalHash());
    return "sha256-" + hash + "-" + read.occurrence(pass, hash);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
