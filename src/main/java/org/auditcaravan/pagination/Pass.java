package org.auditcaravan.pagination;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.auditcaravan.normalize.Event;
import org.auditcaravan.normalize.Page;

/**
 * One pass over the pages of a query: how many different events it has brought, and whether it
 * leads anywhere. An event is known by 64 bits of a hash of its id, about 16 bytes each; one
 * without an id counts as different from every other.
 */
final class Pass {
  private static final int MOST_FRUITLESS = 10;
  private static final int MOST_PAGES = 100_000;

  private final Set<String> followed = new HashSet<>();
  private long[] slots = new long[64];
  private int known;
  private long nameless;
  private long pages;
  private int fruitless;

  /** Counts what a page has brought. */
  void see(Page page) {
    long before = arrived();
    nameless += page.rejects().size();
    for (Event event : page.events()) {
      if (event.id() == null) {
        nameless++;
      } else {
        add(hash(event.id()));
      }
    }
    pages++;
    fruitless = arrived() == before ? fruitless + 1 : 0;
  }

  /** How many different events have come so far. */
  long arrived() {
    return known + nameless;
  }

  /**
   * Follows the vendor to the next page.
   *
   * @param next the cursor or the number of that page
   * @throws VendorException when following it would never end
   */
  void follow(Ask ask, Reply reply, String next) {
    if (next.equals(ask.cursor()) || !followed.add(next)) {
      throw endless(ask, reply, "gave the same cursor twice: " + shortened(next));
    }
    if (fruitless >= MOST_FRUITLESS) {
      throw endless(
          ask, reply, "promised more after " + MOST_FRUITLESS + " pages in a row with nothing new");
    }
    if (pages >= MOST_PAGES) {
      throw endless(ask, reply, "promised more after " + MOST_PAGES + " pages");
    }
  }

  private static VendorException endless(Ask ask, Reply reply, String what) {
    return new VendorException(
        reply.status(),
        "endless.cursor",
        reply.correlationId(),
        "The vendor's paging does not end: step "
            + ask.step()
            + " "
            + what
            + ", the window is given up until its next attempt");
  }

  private static String shortened(String cursor) {
    return cursor.length() > 60 ? cursor.substring(0, 60) + "..." : cursor;
  }

  private void add(long hash) {
    if (2 * known >= slots.length) {
      long[] before = slots;
      slots = new long[2 * before.length];
      Arrays.stream(before)
          .filter(taken -> taken != 0)
          .forEach(taken -> slots[slot(taken)] = taken);
    }
    int slot = slot(hash);
    if (slots[slot] == 0) {
      slots[slot] = hash;
      known++;
    }
  }

  /** Where the hash stands, or is to stand. */
  private int slot(long hash) {
    int slot = (int) (hash ^ hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** FNV-1a over the characters, mixed; never 0, which marks a free slot. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 29) * 0xbf58476d1ce4e5b9L;
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }
}
