package org.auditcaravan.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;

/**
 * The secrets of the OAuth clients. They are read where they are needed and kept nowhere, so that a
 * mounted secret that is rotated is taken up without a restart.
 */
public final class Secrets {
  private static final List<String> KINDS = List.of("basic", "form", "certificate", "pat");

  private Secrets() {}

  /**
   * Checks at start that the source's client can present itself.
   *
   * @throws Fault when what {@code client-authentication} asks for is not there
   */
  public static void check(Source source) {
    String kind = source.clientAuthentication();
    if (!KINDS.contains(kind)) {
      throw new Fault(
          "audit.sources."
              + source.name()
              + ".client-authentication="
              + kind
              + ": use one of "
              + String.join(", ", KINDS));
    }
    if (kind.equals("certificate")) {
      ClientAssertion.of(source);
    } else {
      of(source);
    }
  }

  /**
   * The client's secret, from {@code client-secret} or from the file that {@code
   * client-secret-file} names, without the line break at the file's end.
   *
   * @throws Fault when there is none, when both are given, or when blanks surround it
   */
  public static String of(Source source) {
    String key = "audit.sources." + source.name() + ".client-secret";
    Optional<String> given = source.config().clientSecret();
    Optional<Path> file = source.config().clientSecretFile();
    if (given.isPresent() && file.isPresent()) {
      throw new Fault(key + " and " + key + "-file are both set: remove one of them");
    }
    String secret =
        file.map(path -> read(key + "-file", path))
            .or(() -> given)
            .orElseThrow(() -> new Fault(key + " is missing: set it, or " + key + "-file"));
    String place = file.isPresent() ? key + "-file" : key;
    if (secret.isBlank()) {
      throw new Fault(place + " is empty: set the secret of the OAuth client");
    }
    if (!secret.equals(secret.strip())) {
      throw new Fault(place + " begins or ends with a blank: remove it");
    }
    return secret;
  }

  private static String read(String key, Path path) {
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (IOException e) {
      throw new Fault(key + "=" + path + " cannot be read: correct the path or its rights", e);
    }
  }
}
