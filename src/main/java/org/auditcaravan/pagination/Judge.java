package org.auditcaravan.pagination;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.auditcaravan.source.Source;

/**
 * Which class an answer belongs to ({@code apis/genesys-audit.md}, section 4.2).
 *
 * @param source whose answer it is
 * @param ask what was asked
 * @param reply the answer
 * @param error what its body says, if it is an error
 * @param correlationId the vendor's id of the call, or null
 */
record Judge(Source source, Ask ask, Reply reply, ErrorBody error, String correlationId) {

  static Judge of(Source source, Ask ask, Reply reply) {
    ErrorBody error =
        reply.succeeded() ? new ErrorBody(null, null, null) : ErrorBody.of(reply.body());
    String id = reply.correlationId();
    if (error.contextId() != null && (id == null || !id.contains(error.contextId()))) {
      id = error.contextId();
    }
    return new Judge(source, ask, reply, error, id);
  }

  /**
   * Returns when the answer is a good one.
   *
   * @throws VendorException of the right class otherwise
   */
  void check() {
    int status = reply.status();
    if (signIn()) {
      throw new TokenRefused(
          status, error.code(), correlationId, sentence("asks for a sign-in instead of answering"));
    } else if (reply.succeeded()) {
      checkBody();
    } else if (status == 401 && !"ip.not.authorized".equals(error.code())) {
      throw new TokenRefused(
          status, error.code(), correlationId, sentence("no longer takes the token"));
    } else if (status == 401 || status == 403) {
      throw new Forbidden(status, error.code(), correlationId, sentence(forbidden()));
    } else if (status == 429) {
      throw new Throttled(
          error.code(), correlationId, sentence("asks to wait"), RetryAfter.of(reply).orElse(null));
    } else if (tooLarge(reply)) {
      throw new TooLarge(
          status, error.code(), correlationId, sentence("finds the answer too large"));
    } else if (passing(status)) {
      throw passing("failed in passing");
    } else {
      throw new Refused(status, error.code(), correlationId, sentence("refused the request"));
    }
  }

  /** Whether the vendor will not answer because the answer would be too large. */
  static boolean tooLarge(Reply reply) {
    return reply.status() == 413
        || (reply.status() == 400
            && "response.entity.too.large".equals(ErrorBody.of(reply.body()).code()));
  }

  /** 501 says that it will never work; a redirect leads to a sign-in page. */
  private static boolean passing(int status) {
    return status < 400 || status == 408 || status == 409 || (status >= 500 && status != 501);
  }

  /**
   * Whether the vendor shows its sign-in page to who has no good token, as its mapping says: under
   * 203 or 200, or at the end of a redirect ({@code apis/azure-devops-audit.md}, section 4).
   */
  private boolean signIn() {
    if (!source.api().answers().path("sign-in-page").asBoolean()) {
      return false;
    }
    int status = reply.status();
    return status == 203 || status / 100 == 3 || (reply.succeeded() && html(begin()));
  }

  /** Where the body begins, blanks left out. */
  private int begin() {
    byte[] body = reply.body();
    int first = 0;
    while (first < body.length && (body[first] & 0xff) <= ' ') {
      first++;
    }
    return first;
  }

  private void checkBody() {
    if (reply.file() != null) {
      return;
    }
    byte[] body = reply.body();
    int first = begin();
    if (first == body.length) {
      throw passing("sent an empty answer");
    }
    if (body[first] != '{' && body[first] != '[') {
      throw passing(html(first) ? "sent a page of HTML" : "sent something that is no JSON");
    }
  }

  private boolean html(int first) {
    String type = reply.header("content-type");
    String begin =
        new String(
            reply.body(), first, Math.min(20, reply.body().length - first), StandardCharsets.UTF_8);
    return (type != null && type.contains("html"))
        || begin.toLowerCase(Locale.ROOT).startsWith("<!doctype html")
        || begin.toLowerCase(Locale.ROOT).startsWith("<html");
  }

  /**
   * Only what was to be a page is worth keeping: an error's body says no more than the sentence.
   */
  private TransientFailure passing(String what) {
    byte[] page = reply.succeeded() ? reply.body() : new byte[0];
    return new TransientFailure(reply.status(), error.code(), correlationId, sentence(what), page);
  }

  private String forbidden() {
    String code = error.code() == null ? "" : error.code();
    if (code.equals("ip.not.authorized")) {
      return "does not allow this machine's address: allow it in the vendor's settings";
    }
    String permission = source.api().answers().path("permission").asText("");
    if (code.equals("app.not.authorized.for.scope")) {
      return "misses a scope of the client: "
          + (permission.isEmpty() ? "grant it audits:readonly" : permission);
    }
    if (code.equals("authz.policy.denied")) {
      return "denied the client by a security policy: change the policy";
    }
    if (error.says("residency") || error.says("cross-region")) {
      return "keeps its data in its region: permit the call in the vendor's security settings for"
          + " its API, or run there";
    }
    return "forbids the read: "
        + (permission.isEmpty()
            ? "give the client's role the permission that is named, for Genesys Cloud"
                + " audits:audit:view"
            : permission);
  }

  private String sentence(String what) {
    String host = ask.url() == null ? source.apiUrl().getHost() : "the download address";
    return "Source "
        + source.name()
        + ", step "
        + ask.step()
        + ": "
        + host
        + " "
        + what
        + ", status "
        + reply.status()
        + error.said()
        + (correlationId == null ? "" : ", correlation id " + correlationId);
  }
}
