package org.auditcaravan.auth;

import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.config.SecretFile;
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
    Presented.of(source);
  }

  /**
   * The client's secret, from {@code client-secret} or from the file that {@code
   * client-secret-file} names, without the line break at the file's end.
   *
   * @throws Fault when there is none, when both are given, or when blanks surround it
   */
  public static String of(Source source) {
    String key = "audit.sources." + source.name() + ".client-secret";
    return SecretFile.read(key, source.config().clientSecret(), source.config().clientSecretFile())
        .orElseThrow(() -> new Fault(key + " is missing: set it, or " + key + "-file"));
  }
}
