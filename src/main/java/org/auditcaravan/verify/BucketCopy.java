package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bucket itself.
 *
 * @param client may list and read it
 * @param bucket its name
 */
public record BucketCopy(S3Client client, String bucket) implements ArchiveCopy {
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
    try {
      return client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(begin).delimiter("/"))
          .commonPrefixes()
          .stream()
          .map(found -> found.prefix().substring(begin.length(), found.prefix().length() - 1))
          .toList();
    } catch (SdkException e) {
      throw new IOException("bucket " + bucket + " cannot be listed: " + e.getMessage(), e);
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
