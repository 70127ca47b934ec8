package org.auditcaravan.archive;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.servers.Wire;

/** A real S3 server behind a line that spoils requests or answers. */
final class ProxiedS3 {
  private ProxiedS3() {}

  /** A bucket that ignores {@code If-None-Match}. */
  static Wire withoutConditions(URI target) {
    return Wire.to(target).spoil((request, line) -> line.send(request.without("if-none-match")));
  }

  /** A line on which the first answer to each put is lost. */
  static Wire losingEachFirstAnswer(URI target) {
    Set<String> lost = ConcurrentHashMap.newKeySet();
    return Wire.to(target)
        .spoil(
            (request, line) -> {
              Wire.Answer answer = line.send(request);
              return request.method().equals("PUT") && lost.add(request.path()) ? null : answer;
            });
  }

  /** A line that notes the headers of each put by its path, and keeps the locks to itself. */
  static Wire lockingBlindly(URI target, Map<String, Map<String, List<String>>> puts) {
    return Wire.to(target)
        .spoil(
            (request, line) -> {
              if (request.method().equals("PUT")) {
                puts.put(request.path(), request.headers());
              }
              return line.send(
                  request
                      .without("x-amz-object-lock-mode")
                      .without("x-amz-object-lock-retain-until-date")
                      .without("x-amz-server-side-encryption")
                      .without("content-md5"));
            });
  }

  /** A line that spoils nothing, and notes the names of all headers that are sent. */
  static Wire watching(URI target, Set<String> headers) {
    return Wire.to(target)
        .spoil(
            (request, line) -> {
              headers.addAll(request.headers().keySet());
              return line.send(request);
            });
  }
}
