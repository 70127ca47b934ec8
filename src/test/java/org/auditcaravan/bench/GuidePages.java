package org.auditcaravan.bench;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * Pages of contract A without end: the event of the customer's guide, with two changes, a thousand
 * of them in each {@link #SLOT} of time. A page is a template in which ids and times are replaced.
 */
final class GuidePages {
  /** Events on a page, as the guide asks for them. */
  static final int SIZE = 1000;

  /** The time that the events of a page share out among themselves. */
  static final Duration SLOT = Duration.ofMinutes(6);

  /** Changes in each event. */
  static final int CHANGES = 2;

  private static final String EVENT =
      """
      {"auditId":"%s","userId":"%s",\
      "userName":"admin%d@company.example","timestamp":"%s","action":"update",\
      "entityType":"queue","entityId":"%s","entityName":"Support %d",\
      "before":{"routingStrategy":"longest-idle","skillRequirements":["%s"]},\
      "after":{"routingStrategy":"most-available","skillRequirements":["billing"]}}""";
  private static final String[] SKILLS = {"sales", "support", "returns", "complaints"};

  private final byte[] head = ascii("{\"entities\":[");
  private final byte[] events;
  private final int[] ids = new int[SIZE];
  private final int[] times = new int[SIZE];

  GuidePages() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < SIZE; i++) {
      int begin = out.size() + (i == 0 ? 0 : 1);
      String time = time(Instant.EPOCH, i);
      byte[] event =
          ascii(
              EVENT.formatted(
                  guid(-1, i),
                  guid(-2, i % 97),
                  i % 97,
                  time,
                  guid(-3, i % 311),
                  i % 311,
                  SKILLS[i % SKILLS.length]));
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(event);
      ids[i] = begin + "{\"auditId\":\"".length();
      times[i] = begin + new String(event, StandardCharsets.US_ASCII).indexOf(time);
    }
    events = out.toByteArray();
  }

  /**
   * A page.
   *
   * @param slot its number since the epoch
   * @param last whether it says that there is no further one
   */
  Buffer page(long slot, boolean last) {
    byte[] own = events.clone();
    Instant begin = Instant.EPOCH.plus(SLOT.multipliedBy(slot));
    for (int i = 0; i < SIZE; i++) {
      put(own, ids[i], guid(slot, i));
      put(own, times[i], time(begin, i));
    }
    return Buffer.buffer(own.length + 64)
        .appendBytes(head)
        .appendBytes(own)
        .appendString(last ? "],\"nextPage\":null}" : "],\"nextPage\":\"" + (slot + 1) + "\"}");
  }

  /** RFC 3339 with milliseconds, always as long. */
  private static String time(Instant begin, int event) {
    String text = begin.plus(SLOT.multipliedBy(event).dividedBy(SIZE)).toString();
    return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  /** Always the same for the same numbers, and else another one. */
  private static String guid(long slot, int number) {
    Random random = new Random(slot * SIZE + number);
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static void put(byte[] page, int at, String text) {
    byte[] bytes = ascii(text);
    System.arraycopy(bytes, 0, page, at, bytes.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
