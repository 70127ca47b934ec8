package org.auditcaravan.window;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes of all sources may be on the heap at a time. Who finds no room waits in line:
 * first whose source holds least, then who came first, and nobody overtakes. Nobody waits for a
 * vendor or for another room while holding some, so that the line always moves on.
 */
public final class BytesInFlight {
  private final long most;
  private final Map<String, Long> held = new HashMap<>();
  private final List<Room> line = new ArrayList<>();
  private long used;

  /** Somebody in the line, and then what he holds; closed once, it is given back. */
  public final class Room implements AutoCloseable {
    private final String source;
    private final long bytes;
    private boolean open;

    private Room(String source, long bytes) {
      this.source = source;
      this.bytes = bytes;
    }

    /** Waits in line once more, for as much; this one is to be closed before. */
    Room again() throws InterruptedException {
      return take(source, bytes);
    }

    @Override
    public void close() {
      give(this);
    }
  }

  /**
   * @param most the bytes; what is larger is let through alone
   */
  public BytesInFlight(long most) {
    this.most = most;
  }

  /** Waits for room, and takes it. */
  public synchronized Room take(String source, long bytes) throws InterruptedException {
    Room room = queue(source, bytes);
    try {
      while (!admitted(room)) {
        wait();
      }
      return room;
    } finally {
      leave(room);
    }
  }

  /**
   * The same for who can do without.
   *
   * @param limit the longest wait
   * @return null when there was no room
   */
  public synchronized Room take(String source, long bytes, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Room room = queue(source, bytes);
    try {
      while (!admitted(room)) {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return null;
        }
        wait(millis);
      }
      return room;
    } finally {
      leave(room);
    }
  }

  private synchronized void give(Room room) {
    if (room.open) {
      room.open = false;
      used -= room.bytes;
      held.merge(room.source, -room.bytes, Long::sum);
      notifyAll();
    }
  }

  /** The bytes that are taken now. */
  public synchronized long used() {
    return used;
  }

  private Room queue(String source, long bytes) {
    Room room = new Room(source, Math.min(bytes, most));
    line.add(room);
    return room;
  }

  private boolean admitted(Room room) {
    if (used + room.bytes > most || first() != room) {
      return false;
    }
    room.open = true;
    used += room.bytes;
    held.merge(room.source, room.bytes, Long::sum);
    return true;
  }

  /** Of those who hold equally much the stream gives the one who came first. */
  private Room first() {
    return line.stream().min(Comparator.comparingLong(this::held)).orElseThrow();
  }

  private long held(Room room) {
    return held.getOrDefault(room.source, 0L);
  }

  private void leave(Room room) {
    line.remove(room);
    notifyAll();
  }
}
