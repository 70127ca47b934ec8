package org.auditcaravan.doctor;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.BucketCheck;
import org.auditcaravan.archive.ConditionProbe;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;

/** The checks of the sinks, in front of a server that answers what a test tells it to. */
record Sinks(VendorStub stub) {
  private static final Source ACME = TestSources.acme("genesys-audits", Map.of());

  List<Finding> index() {
    return index(stub.uri("").toString());
  }

  static List<Finding> index(String url) {
    return indexCheck(url).run(ACME).findings();
  }

  static Check indexCheck(String url) {
    return new IndexCheck(config(url).sinks().elasticsearch(), new Http());
  }

  List<Finding> archive() {
    return archive(stub.uri("").toString());
  }

  static List<Finding> archive(String url) {
    return archiveCheck(url).run(ACME).findings();
  }

  static Check archiveCheck(String url) {
    AuditConfig config = config(url);
    ArchivePlaces places = new ArchivePlaces(config);
    S3Clients clients = new S3Clients(config, places, InstantSource.system());
    ConditionProbe probe = new ConditionProbe(clients);
    return new ArchiveCheck(clients, places, probe, new BucketCheck(clients, probe));
  }

  private static AuditConfig config(String url) {
    return TestSources.config(
        new HashMap<>(
            Map.of(
                "sinks.s3.bucket",
                "archive",
                "sinks.s3.endpoint",
                url,
                "sinks.s3.access-key",
                "key",
                "sinks.s3.secret-key",
                Clinic.SECRET,
                "sinks.s3.path-style",
                "true",
                "sinks.elasticsearch.url",
                url,
                "sinks.elasticsearch.username",
                "caravan",
                "sinks.elasticsearch.password",
                Clinic.SECRET)));
  }
}
