package org.auditcaravan.normalize;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a snapshot, written {@code rings[1].skill}. Sorted segment by segment: list positions
 * by number and before names, names by their characters.
 */
record SnapshotPath(List<Object> segments) implements Comparable<SnapshotPath> {
  static final SnapshotPath ROOT = new SnapshotPath(List.of());

  SnapshotPath member(String name) {
    return below(name);
  }

  SnapshotPath element(int position) {
    return below(position);
  }

  private SnapshotPath below(Object segment) {
    List<Object> longer = new ArrayList<>(segments.size() + 1);
    longer.addAll(segments);
    longer.add(segment);
    return new SnapshotPath(longer);
  }

  @Override
  public int compareTo(SnapshotPath other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      int order = compare(segments.get(i), other.segments.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(segments.size(), other.segments.size());
  }

  private static int compare(Object one, Object other) {
    if (one instanceof Integer position) {
      return other instanceof Integer otherPosition ? position.compareTo(otherPosition) : -1;
    }
    return other instanceof String name ? ((String) one).compareTo(name) : 1;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Object segment : segments) {
      if (segment instanceof Integer) {
        text.append('[').append(segment).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(segment);
      }
    }
    return text.toString();
  }
}
