package org.auditcaravan.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The bytes of a {@code _bulk} request: an action line and a document for each item. Documents are
 * copied from the part as they are, and so is the id, whose JSON escapes stay untouched.
 *
 * <p>Each document has a version, {@code external_gte}: the same one may come again, and one that
 * comes late never replaces a newer one (the engine answers 409).
 */
final class BulkBody {
  private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

  private static final byte[] VERSION = ascii(",\"version\":");
  private static final byte[] TYPE = ascii(",\"version_type\":\"external_gte\"}}\n");

  private final List<Item> items = new ArrayList<>();
  private byte[] bytes = new byte[16 * 1024];
  private int length;
  private String headIndex;
  private byte[] head;

  /**
   * Adds a document.
   *
   * @param limit the most bytes that the body may have, unless it has this document only
   * @return false when it does not fit; nothing is added then
   */
  boolean add(
      String index, RecordLine record, long version, byte[] from, int at, int to, int limit) {
    byte[] start = head(index);
    int id = record.idTo() - record.idFrom();
    int digits = digits(version);
    long size = (long) start.length + id + VERSION.length + digits + TYPE.length + (to - at) + 1;
    if (!items.isEmpty() && length + size > limit) {
      return false;
    }
    reserve(Math.toIntExact(length + size), limit);
    int action = length;
    append(start, 0, start.length);
    append(from, record.idFrom(), record.idTo());
    append(VERSION, 0, VERSION.length);
    appendNumber(version, digits);
    append(TYPE, 0, TYPE.length);
    int line = length;
    append(from, at, to);
    items.add(new Item(action, line, length, record.first()));
    bytes[length++] = '\n';
    return true;
  }

  List<Item> items() {
    return items;
  }

  /** What the engine has not decided on yet, in order. */
  List<Item> open() {
    return items.stream().filter(item -> item.outcome == null).toList();
  }

  /** The document's bytes. */
  byte[] document(Item item) {
    return Arrays.copyOfRange(bytes, item.line, item.end);
  }

  /** The bytes that a request with these items has. */
  int size(List<Item> chosen) {
    return chosen.stream().mapToInt(item -> item.end + 1 - item.action).sum();
  }

  /** A request with these items, without a copy where they stand side by side. */
  HttpEntity entity(List<Item> chosen) {
    int from = chosen.get(0).action;
    int size = size(chosen);
    if (chosen.get(chosen.size() - 1).end + 1 - from == size) {
      return new ByteArrayEntity(bytes, from, size, NDJSON);
    }
    byte[] some = new byte[size];
    int at = 0;
    for (Item item : chosen) {
      int count = item.end + 1 - item.action;
      System.arraycopy(bytes, item.action, some, at, count);
      at += count;
    }
    return new ByteArrayEntity(some, NDJSON);
  }

  void clear() {
    items.clear();
    length = 0;
  }

  /** The bytes of memory that it takes, full or empty. */
  int capacity() {
    return bytes.length;
  }

  /** Documents of one index mostly stand side by side. */
  private byte[] head(String index) {
    if (!index.equals(headIndex)) {
      headIndex = index;
      head = ("{\"index\":{\"_index\":\"" + index + "\",\"_id\":").getBytes(StandardCharsets.UTF_8);
    }
    return head;
  }

  /** Doubles, up to the limit; above it, as one document alone may have it. */
  private void reserve(int size, int limit) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(size, Math.min(limit, bytes.length * 2L)));
    }
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void appendNumber(long number, int digits) {
    length += digits;
    long rest = number;
    for (int at = length - 1; at >= length - digits; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private void append(byte[] from, int at, int to) {
    System.arraycopy(from, at, bytes, length, to - at);
    length += to - at;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
