package org.auditcaravan.window;

import java.util.List;

/** The manifests that a window has: what a further read of it is compared with. */
public final class Revisions {
  private final Store store;

  Revisions(Store store) {
    this.store = store;
  }

  /** The manifests below the claim's revision, the first one first. */
  public List<Adopted> below(Claim claim) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM manifests WHERE window_id = :window AND revision < :revision"
                        + " ORDER BY revision")
                .bind("window", claim.id())
                .bind("revision", claim.revision())
                .map(
                    (rs, ctx) ->
                        new Adopted(
                            rs.getInt("revision"),
                            rs.getLong("sequence"),
                            rs.getString("manifest_key"),
                            rs.getString("sha256"),
                            Json.read(rs.getString("outcome"), Outcome.class)))
                .list());
  }
}
