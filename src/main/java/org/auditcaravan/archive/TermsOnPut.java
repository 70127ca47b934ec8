package org.auditcaravan.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Creates every object under the archive's terms, whichever route or class creates it. What a
 * request says itself stays. Legal holds are never set or lifted.
 *
 * @param terms the terms
 * @param unsummed whether the SDK adds no checksum of its own; bytes that are locked need one, so
 *     that they get an MD5
 * @param clock by which locks begin
 */
record TermsOnPut(Terms terms, boolean unsummed, InstantSource clock)
    implements ExecutionInterceptor {

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest.Builder http = context.httpRequest().toBuilder();
    if (creates(context.request())) {
      terms
          .headers(clock.instant())
          .forEach(
              (name, value) -> {
                if (http.firstMatchingHeader(name).isEmpty()) {
                  http.putHeader(name, value);
                }
              });
    }
    if (unsummed && terms.lock().isPresent() && sends(context.request())) {
      context.requestBody().ifPresent(body -> http.putHeader("Content-MD5", md5(body)));
    }
    return http.build();
  }

  private static boolean creates(SdkRequest request) {
    return request instanceof PutObjectRequest
        || request instanceof CreateMultipartUploadRequest
        || request instanceof CopyObjectRequest;
  }

  private static boolean sends(SdkRequest request) {
    return request instanceof PutObjectRequest || request instanceof UploadPartRequest;
  }

  private static String md5(RequestBody body) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      try (InputStream in = new DigestInputStream(body.contentStreamProvider().newStream(), md5)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Base64.getEncoder().encodeToString(md5.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5.", e);
    }
  }
}
