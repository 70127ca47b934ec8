package org.auditcaravan.system;

import java.nio.file.Path;
import org.auditcaravan.servers.ElasticsearchServer;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.servers.S3Server;

/** The real servers that all crossings share. */
record Servers(S3Server s3, ElasticsearchServer engine, PostgresServer postgres)
    implements AutoCloseable {

  static Servers start(Path folder) {
    return new Servers(
        S3Server.start(folder.resolve("s3"), "archive"),
        ElasticsearchServer.create(),
        PostgresServer.create(folder.resolve("postgres")));
  }

  @Override
  public void close() {
    engine.close();
    s3.close();
    postgres.close();
  }
}
