package org.auditcaravan.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.CephServer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket with object lock in Ceph's gateway, under the shipped policy. The keeper owns it; the
 * others have the names that stand in the policy.
 */
final class LockedBucket {
  static final String NAME = "acme-audit";
  static final String PLAIN = "acme-plain";
  static final String PREFIX = "audit";
  static final String WRITER = "audit-writer";
  static final String SEALER = "audit-sealer";
  static final String EXPIRER = "audit-expirer";
  static final String VERIFIER = "audit-verifier";

  final S3Client keeper;
  final S3Client writer;
  final S3Client sealer;
  final S3Client expirer;
  final S3Client verifier;
  private final CephServer ceph;

  LockedBucket(CephServer ceph) throws IOException {
    this.ceph = ceph;
    keeper = ceph.user("keeper");
    writer = ceph.user(WRITER);
    sealer = ceph.user(SEALER);
    expirer = ceph.user(EXPIRER);
    verifier = ceph.user(VERIFIER);
    keeper.createBucket(request -> request.bucket(PLAIN));
    keeper.createBucket(request -> request.bucket(NAME).objectLockEnabledForBucket(true));
    String policy = policy();
    keeper.putBucketPolicy(request -> request.bucket(NAME).policy(policy));
  }

  /** The shipped policy, and that the keeper may hold what others own, as on AWS he may anyway. */
  private static String policy() throws IOException {
    String shipped =
        Files.readString(Path.of("k8s", "bucket", "bucket-policy.json"))
            .replace("ACCOUNT", "")
            .replace("BUCKET", NAME)
            .replace("PREFIX", PREFIX);
    ObjectNode policy = (ObjectNode) new ObjectMapper().readTree(shipped);
    ObjectNode hold = ((ArrayNode) policy.get("Statement")).addObject();
    hold.put("Effect", "Allow");
    hold.putObject("Principal").putArray("AWS").add("arn:aws:iam:::user/keeper");
    hold.putArray("Action").add("s3:PutObjectLegalHold").add("s3:GetObjectLegalHold");
    hold.put("Resource", "arn:aws:s3:::" + NAME + "/*");
    return policy.toString();
  }

  /** The keys of the archive in this bucket for that user, with the lock on. */
  Map<String, String> keys(String user) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("sinks.s3.bucket", NAME);
    keys.put("sinks.s3.prefix", PREFIX);
    keys.put("sinks.s3.endpoint", ceph.endpoint().toString());
    keys.put("sinks.s3.access-key", ceph.accessKey(user));
    keys.put("sinks.s3.secret-key", ceph.secretKey(user));
    keys.put("sinks.s3.path-style", "true");
    keys.put("sinks.s3.checksums", "required");
    keys.put("archive.lock.mode", "GOVERNANCE");
    keys.put("archive.lock.period", "P30D");
    keys.put("archive.encryption", "kms");
    keys.put("archive.kms-key", CephServer.KMS_KEY);
    return keys;
  }

  /** Has a process work in this bucket as that user. */
  ServiceProcess usedBy(ServiceProcess process, String user) {
    keys(user).forEach((key, value) -> process.with("audit." + key, value));
    return process;
  }

  /** All keys that begin with this, below the prefix. */
  List<String> list(String begin) {
    return keeper
        .listObjectsV2Paginator(request -> request.bucket(NAME).prefix(PREFIX + "/" + begin))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /** All versions with bytes, by key, newest first. */
  Map<String, List<ObjectVersion>> versions() {
    Map<String, List<ObjectVersion>> versions = new TreeMap<>();
    keeper
        .listObjectVersionsPaginator(request -> request.bucket(NAME))
        .versions()
        .forEach(one -> versions.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one));
    return versions;
  }

  /** The id of the first version of a key. */
  String first(String key) {
    List<ObjectVersion> all = versions().get(key);
    return all.get(all.size() - 1).versionId();
  }

  byte[] bytes(String key) {
    return verifier.getObjectAsBytes(request -> request.bucket(NAME).key(key)).asByteArray();
  }

  /** Deletes a version, with a bypass of the lock if the user may. */
  static void delete(S3Client user, String key, String version, boolean bypass) {
    user.deleteObject(
        request ->
            request
                .bucket(NAME)
                .key(key)
                .versionId(version)
                .bypassGovernanceRetention(bypass ? Boolean.TRUE : null));
  }

  /** Deletes a key, which leaves a delete marker whose id is returned. */
  static String mark(S3Client user, String key) {
    return user.deleteObject(request -> request.bucket(NAME).key(key)).versionId();
  }

  /** Puts other bytes under a key, and returns the version's id. */
  static String put(S3Client user, String key, String text) {
    return user.putObject(request -> request.bucket(NAME).key(key), RequestBody.fromString(text))
        .versionId();
  }

  /** What the server answers: a status, or that it did it. */
  static String answer(Runnable attempt) {
    try {
      attempt.run();
      return "done";
    } catch (S3Exception e) {
      return e.statusCode() + " " + e.awsErrorDetails().errorCode();
    }
  }
}
