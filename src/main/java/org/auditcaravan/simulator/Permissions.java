package org.auditcaravan.simulator;

/** What a client may not do, told by the end of its id, so that each refusal can be tried out. */
final class Permissions {
  private Permissions() {}

  /**
   * Whether the client may read audits.
   *
   * @throws Refusal in the vendor's words for this client
   */
  static void check(String client) {
    String kind = client.substring(client.lastIndexOf('-') + 1);
    switch (kind) {
      case "nopermission" ->
          throw new Refusal(
                  403,
                  "missing.permissions",
                  "Unable to perform the requested action. You are missing the following"
                      + " permission(s): audits:audit:view")
              .param("permissions", "audits:audit:view");
      case "noscope" ->
          throw new Refusal(
              403,
              "app.not.authorized.for.scope",
              "the client is not authorized for scope audits:readonly");
      case "nopolicy" ->
          throw new Refusal(403, "authz.policy.denied", "a security policy denies the request");
      case "foreignip" ->
          throw new Refusal(401, "ip.not.authorized", "the client's address is not allowed");
      default -> {}
    }
  }
}
