package org.auditcaravan.system;

/** How events are asked for; each has a source, and an organisation, of its own. */
enum Mode {
  /** The audit API's asynchronous query: pages by cursor, and downloads above a size. */
  ASYNC("genesys-audits", "sha256"),
  /** The audit API's realtime query: pages by number, service by service. */
  REALTIME("genesys-audits", "sha256"),
  /** Contract A: pages by token. */
  LOGS("genesys-auditlogs", "auditlogSha256");

  final String api;
  final String hash;

  Mode(String api, String hash) {
    this.api = api;
    this.hash = hash;
  }
}
