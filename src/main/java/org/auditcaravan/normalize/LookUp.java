package org.auditcaravan.normalize;

import java.util.List;

/** The users of one page who are looked up, one after the other; used by one thread. */
public final class LookUp {
  private final List<String> users;
  private int next;

  LookUp(List<String> users) {
    this.users = users;
  }

  /** Whether another user is to be asked for. */
  public boolean isUnfinished() {
    return next < users.size();
  }

  /** The id of the next user; it can stand in a path as it is. */
  public String next() {
    return users.get(next++);
  }

  /** The id of the user that was asked for last. */
  String asked() {
    return users.get(next - 1);
  }

  /** Nobody else of the page is asked for. */
  void giveUp() {
    next = users.size();
  }
}
