package org.auditcaravan.simulator;

/** What a client may not do, told by the end of its id, so that each refusal can be tried out. */
final class Permissions {
  private Permissions() {}

  private static final String VIEW = "audits:audit:view";

  /**
   * Whether the token's client may read audits.
   *
   * @throws Refusal in the vendor's words for this client
   */
  static void check(Login.Token token) {
    String kind = token.client.substring(token.client.lastIndexOf('-') + 1);
    switch (kind) {
      case "nopermission" -> throw missing();
      case "justgranted" -> {
        // The grant came after the first token: only later tokens have it.
        if (token.before == 0) {
          throw missing();
        }
      }
      case "anypermission" ->
          throw new Refusal(403, "missing.any.permissions", "You are missing one of: " + VIEW)
              .param("permissions", VIEW);
      case "nodivision" ->
          throw new Refusal(
                  403,
                  "missing.division.permission",
                  "You are missing " + VIEW + " in the division")
              .param("permissions", VIEW)
              .param("divisionId", "home");
      case "noscope" ->
          throw new Refusal(
              403,
              "app.not.authorized.for.scope",
              "the client is not authorized for scope audits:readonly");
      case "nopolicy" ->
          throw new Refusal(403, "authz.policy.denied", "a security policy denies the request");
      case "foreignip" ->
          throw new Refusal(401, "ip.not.authorized", "the client's address is not allowed");
      case "residency" ->
          throw new Refusal(403, "not.authorized", "data residency: no access from another region");
      case "environment" ->
          throw new Refusal(
              403, "not.authorized", "the client is restricted to another environment");
      case "unexplained" -> throw new Refusal(403, "not.authorized", "Not authorized.");
      case "disabled" -> throw new Refusal(401, "bad.credentials", "Invalid login credentials.");
      default -> {}
    }
  }

  private static Refusal missing() {
    return new Refusal(
            403,
            "missing.permissions",
            "Unable to perform the requested action. You are missing the following"
                + " permission(s): "
                + VIEW)
        .param("permissions", VIEW);
  }
}
