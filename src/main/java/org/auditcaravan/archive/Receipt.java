package org.auditcaravan.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one read has for the archive, and what of it the archive has acknowledged. */
final class Receipt {
  private final List<Part> parts;
  private final IdListObject ids;
  private final List<Rejected> rejects;
  private final List<Upload> uploads;

  /** Version ids by the keys that are stored; null where the bucket has no versions. */
  private final Map<String, String> stored = new HashMap<>();

  Receipt(List<Part> parts, IdListObject ids, List<Rejected> rejects, List<Upload> uploads) {
    this.parts = List.copyOf(parts);
    this.ids = ids;
    this.rejects = List.copyOf(rejects);
    this.uploads = List.copyOf(uploads);
  }

  /** What the archive does not have yet. */
  List<Upload> owed() {
    return uploads.stream().filter(upload -> !stored.containsKey(upload.key())).toList();
  }

  void stored(Upload upload, String versionId) {
    stored.put(upload.key(), versionId);
  }

  boolean complete() {
    return owed().isEmpty();
  }

  /** The parts, with the versions under which they were stored. */
  List<Part> parts() {
    return parts.stream().map(part -> part.inVersion(stored.get(part.key()))).toList();
  }

  IdListObject ids() {
    return ids;
  }

  List<Rejected> rejects() {
    return rejects;
  }
}
