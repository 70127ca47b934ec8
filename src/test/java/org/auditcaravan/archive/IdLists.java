package org.auditcaravan.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Id lists as the line leaves them. */
public final class IdLists {
  private IdLists() {}

  /** The list of these events, whose contents are told by their names. */
  public static byte[] of(List<String> auditIds) throws IOException {
    SeenEvents seen = new SeenEvents();
    auditIds.forEach(id -> seen.see(SeenEvents.idHash(id), SeenEvents.idHash("content of " + id)));
    Path file = Files.createTempFile("ids-", "");
    try {
      IdList.write(file, seen);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }
}
