package org.auditcaravan.system;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Wire;

/** A line to a server on which rules spoil requests; the first that strikes counts. */
final class SpoiledLine implements AutoCloseable {
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final URI server;
  private final Wire wire;

  SpoiledLine(URI server, S3Server s3) {
    this.server = server;
    this.wire =
        Wire.to(server)
            .spoil(
                (request, line) -> {
                  for (Rule rule : rules) {
                    if (rule.strikes(request)) {
                      return rule.pass(request, line, s3);
                    }
                  }
                  return line.send(request);
                });
  }

  void add(Rule rule) {
    rules.add(rule);
  }

  /** Where the service finds the server: behind the line, if there is anything to spoil. */
  String url() {
    return (rules.isEmpty() ? server : wire.url()).toString();
  }

  @Override
  public void close() {
    wire.close();
  }
}
