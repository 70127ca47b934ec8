package org.auditcaravan.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket as Ceph 16.2 has it: it keeps every version, and takes a put whatever its condition. */
final class VersionedBucket implements S3Client {
  /** The versions of each key, oldest first; their ids are their places here. */
  final Map<String, List<byte[]>> versions = new TreeMap<>();

  int asked;
  boolean tells = true;

  @Override
  public PutObjectResponse putObject(PutObjectRequest put, RequestBody body) {
    try (var bytes = body.contentStreamProvider().newStream()) {
      versions.computeIfAbsent(put.key(), key -> new ArrayList<>()).add(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PutObjectResponse.builder().build();
  }

  @Override
  public ResponseBytes<GetObjectResponse> getObjectAsBytes(GetObjectRequest get) {
    List<byte[]> all = versions.get(get.key());
    if (all == null) {
      throw NoSuchKeyException.builder().statusCode(404).build();
    }
    int number = get.versionId() == null ? all.size() - 1 : Integer.parseInt(get.versionId());
    return ResponseBytes.fromByteArray(GetObjectResponse.builder().build(), all.get(number));
  }

  @Override
  public ListObjectsV2Response listObjectsV2(ListObjectsV2Request list) {
    return ListObjectsV2Response.builder()
        .contents(
            versions.keySet().stream()
                .filter(key -> key.startsWith(list.prefix()))
                .filter(key -> list.startAfter() == null || key.compareTo(list.startAfter()) > 0)
                .map(key -> S3Object.builder().key(key).build())
                .toList())
        .build();
  }

  @Override
  public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest list) {
    asked++;
    if (!tells) {
      throw S3Exception.builder().statusCode(501).build();
    }
    List<ObjectVersion> found = new ArrayList<>();
    versions.forEach(
        (key, all) -> {
          for (int i = all.size() - 1; i >= 0 && key.startsWith(list.prefix()); i--) {
            found.add(ObjectVersion.builder().key(key).versionId(String.valueOf(i)).build());
          }
        });
    return ListObjectVersionsResponse.builder().isTruncated(false).versions(found).build();
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {
    // It holds nothing but memory.
  }
}
