package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bucket itself.
 *
 * @param client may list and read it
 * @param bucket its name
 */
public record BucketCopy(S3Client client, String bucket) implements ArchiveCopy {
  private static final int NOT_IMPLEMENTED = 501;

  /** Classes whose objects have to be restored before they can be read. */
  private static final Set<String> AWAY = Set.of("GLACIER", "DEEP_ARCHIVE");

  @Override
  public List<Stored> list(String begin) throws IOException {
    try {
      return client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(begin))
          .contents()
          .stream()
          .map(found -> new Stored(found.key(), found.size(), away(found)))
          .toList();
    } catch (SdkException e) {
      throw new IOException("bucket " + bucket + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean away(S3Object found) {
    return found.storageClassAsString() != null && AWAY.contains(found.storageClassAsString());
  }

  @Override
  public List<String> folders(String begin) throws IOException {
    Set<String> folders = new TreeSet<>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(begin).delimiter("/"))
          .commonPrefixes()
          .forEach(found -> folders.add(folder(begin, found)));
    } catch (SdkException e) {
      throw new IOException("bucket " + bucket + " cannot be listed: " + e.getMessage(), e);
    }
    try {
      client
          .listObjectVersionsPaginator(
              request -> request.bucket(bucket).prefix(begin).delimiter("/"))
          .commonPrefixes()
          .forEach(found -> folders.add(folder(begin, found)));
    } catch (S3Exception e) {
      // Whoever may not see versions is told so when the objects are looked at.
    }
    return List.copyOf(folders);
  }

  private static String folder(String begin, CommonPrefix found) {
    return found.prefix().substring(begin.length(), found.prefix().length() - 1);
  }

  @Override
  public List<Version> versions(String begin) throws IOException {
    try {
      if (client.getBucketVersioning(request -> request.bucket(bucket)).status() == null) {
        return List.of();
      }
      List<Version> versions = new ArrayList<>();
      ObjectVersion newest = null;
      for (var page :
          client.listObjectVersionsPaginator(request -> request.bucket(bucket).prefix(begin))) {
        page.deleteMarkers().stream()
            .filter(DeleteMarkerEntry::isLatest)
            .forEach(found -> versions.add(0, version(found)));
        for (ObjectVersion found : page.versions()) {
          if (found.isLatest()) {
            newest = found;
          } else {
            if (newest != null && newest.key().equals(found.key())) {
              versions.add(version(newest));
              newest = null;
            }
            versions.add(version(found));
          }
        }
      }
      return versions;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_IMPLEMENTED) {
        return List.of();
      }
      throw new IOException(
          e.getMessage() + "; allow s3:GetBucketVersioning and s3:ListBucketVersions", e);
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Version version(ObjectVersion found) {
    return new Version(
        found.key(), found.versionId(), false, found.lastModified(), found.size(), found.eTag());
  }

  private static Version version(DeleteMarkerEntry found) {
    return new Version(found.key(), found.versionId(), true, found.lastModified(), 0, null);
  }

  @Override
  public InputStream open(Version version) throws IOException {
    try {
      return client.getObject(
          request -> request.bucket(bucket).key(version.key()).versionId(version.id()));
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return client.getObject(request -> request.bucket(bucket).key(key));
    } catch (NoSuchKeyException e) {
      throw new NoSuchFileException(key);
    } catch (SdkException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Path file(String key, Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "object-", "");
    try (InputStream in = open(key)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
