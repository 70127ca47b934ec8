package org.auditcaravan.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Rows of four longs (id and content, 128 bits each) with an index over the id by open addressing.
 * Rows lie in blocks that never move, so that growth copies only the index: 32 bytes a row and 8 to
 * 16 bytes of index.
 */
final class EventTable {
  private static final int WIDTH = 4;
  private static final int BLOCK_BITS = 8;
  private static final int BLOCK_ROWS = 1 << BLOCK_BITS;

  private final List<long[]> blocks = new ArrayList<>();

  private int[] index = new int[64];
  private int size;

  int size() {
    return size;
  }

  long word(int row, int word) {
    return blocks.get(row >> BLOCK_BITS)[(row & (BLOCK_ROWS - 1)) * WIDTH + word];
  }

  /** Whether the id is there, with whatever content. */
  boolean has(long id0, long id1) {
    int slot = slot(id0);
    while (index[slot] != 0 && !is(index[slot] - 1, id0, id1)) {
      slot = next(slot);
    }
    return index[slot] != 0;
  }

  /** Whether the id is there with that content. */
  boolean has(long id0, long id1, long content0, long content1) {
    for (int slot = slot(id0); index[slot] != 0; slot = next(slot)) {
      int row = index[slot] - 1;
      if (is(row, id0, id1) && word(row, 2) == content0 && word(row, 3) == content1) {
        return true;
      }
    }
    return false;
  }

  private boolean is(int row, long id0, long id1) {
    return word(row, 0) == id0 && word(row, 1) == id1;
  }

  /** Marks the rows of this id that come before a number. */
  void mark(long id0, long id1, int before, BitSet marks) {
    for (int slot = slot(id0); index[slot] != 0; slot = next(slot)) {
      int row = index[slot] - 1;
      if (row < before && is(row, id0, id1)) {
        marks.set(row);
      }
    }
  }

  /** How many different ids the rows before a number have that are, or are not, marked. */
  int ids(int before, BitSet marks, boolean marked) {
    BitSet counted = new BitSet(before);
    int ids = 0;
    for (int row = 0; row < before; row++) {
      if (!counted.get(row) && marks.get(row) == marked) {
        mark(word(row, 0), word(row, 1), before, counted);
        ids++;
      }
    }
    return ids;
  }

  /** Adds a row that is not there yet. */
  void add(long id0, long id1, long content0, long content1) {
    if (size * 2 >= index.length) {
      grow();
    }
    int row = size++;
    if (row >> BLOCK_BITS == blocks.size()) {
      blocks.add(new long[BLOCK_ROWS * WIDTH]);
    }
    long[] block = blocks.get(row >> BLOCK_BITS);
    int at = (row & (BLOCK_ROWS - 1)) * WIDTH;
    block[at] = id0;
    block[at + 1] = id1;
    block[at + 2] = content0;
    block[at + 3] = content1;
    place(row, id0);
  }

  private void grow() {
    index = new int[index.length * 2];
    for (int row = 0; row < size; row++) {
      place(row, word(row, 0));
    }
  }

  private void place(int row, long id0) {
    int slot = slot(id0);
    while (index[slot] != 0) {
      slot = next(slot);
    }
    index[slot] = row + 1;
  }

  /** Ids are cut from SHA-256, so that any of their bits are as good as a hash. */
  private int slot(long id0) {
    return (int) id0 & (index.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (index.length - 1);
  }

  /** The rows from this number on, in order of their 32 bytes; nothing is boxed. */
  int[] sortedFrom(int first) {
    int[] rows = new int[size - first];
    Arrays.setAll(rows, i -> first + i);
    for (int root = rows.length / 2 - 1; root >= 0; root--) {
      sink(rows, root, rows.length);
    }
    for (int end = rows.length - 1; end > 0; end--) {
      int largest = rows[0];
      rows[0] = rows[end];
      rows[end] = largest;
      sink(rows, 0, end);
    }
    return rows;
  }

  private void sink(int[] rows, int from, int end) {
    int root = from;
    while (2 * root + 1 < end) {
      int child = 2 * root + 1;
      if (child + 1 < end && compare(rows[child], rows[child + 1]) < 0) {
        child++;
      }
      if (compare(rows[root], rows[child]) >= 0) {
        return;
      }
      int row = rows[root];
      rows[root] = rows[child];
      rows[child] = row;
      root = child;
    }
  }

  private int compare(int left, int right) {
    for (int word = 0; word < WIDTH; word++) {
      int order = Long.compareUnsigned(word(left, word), word(right, word));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
