package org.auditcaravan.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** The documents of a shipment, bulk body by bulk body. */
final class Documents implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shipment shipment;
  private final String alias;
  private final PartLines lines;
  private final RecordLine record = new RecordLine();
  private final String monthOfWindow;

  /** The month of the last document, and its index: both mostly stay the same. */
  private String month;

  private String index;

  /** Whether the line at hand did not fit into the last body. */
  private boolean held;

  private long ordinal;

  Documents(Shipment shipment, String alias) {
    this.shipment = shipment;
    this.alias = alias;
    this.lines = new PartLines(shipment.parts());
    this.monthOfWindow = shipment.window().date().substring(0, 7).replace('-', '.');
  }

  /**
   * Makes the next body; it stays empty when there are no more documents.
   *
   * @param limit the most bytes, unless one document alone has more
   * @throws IllegalStateException when a part cannot be read or holds something else
   */
  void fill(BulkBody body, int limit) {
    body.clear();
    while (held || advance()) {
      held = !add(body, limit);
      if (held) {
        return;
      }
    }
    if (body.items().isEmpty()) {
      close();
    }
  }

  @Override
  public void close() {
    lines.close();
  }

  private boolean advance() {
    if (!lines.advance()) {
      return false;
    }
    try {
      record.read(lines.bytes(), lines.from(), lines.to());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(lines.place() + " is no record: " + e.getMessage(), e);
    }
    ordinal++;
    return true;
  }

  /** The version grows with the revision, and within it with the place in the parts. */
  private boolean add(BulkBody body, int limit) {
    String own = record.month() == null ? monthOfWindow : record.month();
    if (!own.equals(month)) {
      month = own;
      index = alias + "-" + own;
    }
    long version = ((long) shipment.delivery().revision() << 32) + ordinal;
    return body.add(index, record, version, lines.bytes(), lines.from(), lines.to(), limit);
  }

  /** The id of a record, as text. */
  static String recordId(byte[] document) {
    RecordLine line = new RecordLine();
    line.read(document, 0, document.length);
    try {
      return JSON.readValue(document, line.idFrom(), line.idTo() - line.idFrom(), String.class);
    } catch (IOException e) {
      throw new IllegalStateException("a record's id is no JSON text: " + e.getMessage());
    }
  }
}
