package org.auditcaravan.index;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.index.BulkAnswer.Verdict;

/**
 * One delivery under way, request by request: the exchange variable {@code bulk}. The template
 * comes first where the engine may lack it, then the documents; documents that the engine could not
 * take now go again, alone, before the next ones are read.
 */
public final class Bulk implements AutoCloseable {
  private final Shipment shipment;
  private final Instant begun;
  private final Contact contact;
  private final Backoff backoff;
  private final int attempts;
  private final Documents documents;
  private final BulkBody body;
  private final Books books;
  private final List<Failure> refused = new ArrayList<>();

  private int limit;
  private List<Item> sent = List.of();
  private int most = Integer.MAX_VALUE;
  private int failures;
  private Duration pause = Duration.ZERO;

  /**
   * @param begun now
   * @param body is filled again and again, and may be used for another delivery afterwards
   * @param contact null when the engine is known to have the template
   * @param limit the size of a request, in bytes
   * @param attempts how often a request that failed in passing is sent
   */
  Bulk(
      Shipment shipment,
      BulkBody body,
      Instant begun,
      String alias,
      Contact contact,
      int limit,
      int attempts,
      Backoff backoff) {
    this.shipment = shipment;
    this.body = body;
    this.begun = begun;
    this.contact = contact;
    this.limit = limit;
    this.attempts = attempts;
    this.backoff = backoff;
    this.documents = new Documents(shipment, alias);
    this.books = new Books(shipment);
    fill();
  }

  BulkBody body() {
    return body;
  }

  /** When the delivery began. */
  Instant begun() {
    return begun;
  }

  /** Whether there is another request. */
  public boolean hasNext() {
    return !body.items().isEmpty();
  }

  /** How long to wait before it, in milliseconds. */
  public long pause() {
    return pause.toMillis();
  }

  /** Takes the documents that were refused since the last call. */
  List<Failure> refused() {
    List<Failure> taken = List.copyOf(refused);
    refused.clear();
    return taken;
  }

  /** Whether the engine has answered for the template. */
  boolean contacted() {
    return contact == null || contact.done();
  }

  Request request() {
    if (!contacted()) {
      return contact.request();
    }
    List<Item> open = body.open();
    sent = open.subList(0, Math.min(open.size(), most));
    return new Request("POST", "/_bulk", BulkAnswer.FILTER, body.entity(sent));
  }

  /**
   * Takes the answer to the last request.
   *
   * @throws IOException when the answer breaks off or is none
   * @throws IndexFailure when the engine refuses us as a whole
   */
  void answer(int status, String retryAfter, InputStream in) throws IOException {
    if (status == 429 || status == 408 || status >= 500) {
      again("the search engine answers " + status, retryAfter);
    } else if (status == 401 || status == 403 || status / 100 == 3) {
      throw refusal(status, error(in));
    } else if (!contacted()) {
      contact.answer(status, in);
      failures = 0;
      pause = Duration.ZERO;
    } else if (status == 200) {
      settle(BulkAnswer.read(in), retryAfter);
    } else {
      divide(status, error(in));
    }
  }

  /**
   * There was no answer; the request goes again after a pause.
   *
   * @throws IndexFailure when it has been tried often enough
   */
  void again(String sentence, String retryAfter) {
    failures++;
    if (failures >= attempts) {
      throw new IndexFailure(sentence + (failures == 1 ? "" : ", " + failures + " times in a row"));
    }
    pause = backoff.after(failures, retryAfter);
  }

  @Override
  public void close() {
    documents.close();
  }

  private void settle(BulkAnswer answer, String retryAfter) throws IOException {
    List<Verdict> verdicts = answer.items();
    if (verdicts.size() != sent.size()) {
      throw new IOException(
          "the engine answers for " + verdicts.size() + " of " + sent.size() + " documents");
    }
    Verdict open = null;
    int settled = 0;
    for (int i = 0; i < verdicts.size(); i++) {
      Verdict verdict = verdicts.get(i);
      Outcome outcome = verdict.outcome();
      if (outcome == null) {
        open = verdict;
        continue;
      }
      settled++;
      settle(sent.get(i), outcome, verdict.status(), verdict.type(), verdict.reason());
    }
    if (settled > 0) {
      failures = 0;
      pause = Duration.ZERO;
      most = most > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : most * 2;
    }
    if (open != null) {
      again(
          "the search engine answers " + open.status() + " for documents: " + open.reason(),
          retryAfter);
    }
    next();
  }

  private void settle(Item item, Outcome outcome, int status, String type, String reason) {
    item.outcome = outcome;
    if (outcome == Outcome.DEAD) {
      byte[] document = body.document(item);
      refused.add(
          new Failure(
              shipment.window().source(),
              shipment.window(),
              shipment.delivery().revision(),
              IndexSink.SINK,
              status == 413 ? Reason.TOO_LARGE : Reason.INDEX_REJECTED,
              status + " " + type + ": " + reason,
              Documents.recordId(document),
              document));
    }
  }

  /** A request that is refused as a whole is halved until the one document is alone. */
  private void divide(int status, EngineError error) {
    // 400 is believed of the engine only: a proxy's would condemn every document.
    if (status != 413 && (status != 400 || error.type() == null)) {
      throw refusal(status, error);
    }
    if (status == 413) {
      limit = Math.min(limit, body.size(sent) / 2);
    }
    if (sent.size() > 1) {
      most = sent.size() / 2;
      return;
    }
    String type = error.type() == null ? "request_too_large" : error.type();
    settle(sent.get(0), Outcome.DEAD, status, type, String.valueOf(error.reason()));
    next();
  }

  private void next() {
    if (body.open().isEmpty()) {
      body.items().forEach(books::count);
      fill();
    }
  }

  private void fill() {
    most = Integer.MAX_VALUE;
    documents.fill(body, limit);
    if (body.items().isEmpty()) {
      books.close();
    }
  }

  private static EngineError error(InputStream in) {
    try {
      return EngineError.ofAnswer(in);
    } catch (IOException e) {
      return new EngineError(null, null);
    }
  }

  private static IndexFailure refusal(int status, EngineError error) {
    String repair =
        status == 401 || status == 403
            ? "; check audit.sinks.elasticsearch.username, password or api-key, and the role's"
                + " rights on the indices and on index templates"
            : "; check audit.sinks.elasticsearch.url";
    String reason = error.reason() == null ? "" : ": " + error.reason();
    return new IndexFailure("the search engine refuses us (" + status + ")" + reason + repair);
  }
}
