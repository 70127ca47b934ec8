package org.auditcaravan.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A secret that a key holds, or a mounted file that the key with {@code -file} at its end names. It
 * is read where it is needed, so that a rotation takes no restart.
 */
public final class SecretFile {
  private SecretFile() {}

  /**
   * The secret, if there is one, without the line break at the file's end.
   *
   * @param key that holds the secret itself
   * @throws Fault when key and file are both set, the file cannot be read, or blanks surround it
   */
  public static Optional<String> read(String key, Optional<String> given, Optional<Path> file) {
    if (given.isPresent() && file.isPresent()) {
      throw new Fault(key + " and " + key + "-file are both set: remove one of them");
    }
    String place = file.isPresent() ? key + "-file" : key;
    Optional<String> secret = file.map(path -> text(place, path)).or(() -> given);
    secret.ifPresent(text -> check(place, text));
    return secret;
  }

  private static void check(String place, String secret) {
    if (secret.isBlank()) {
      throw new Fault(place + " is empty: put the secret there");
    }
    if (!secret.equals(secret.strip())) {
      throw new Fault(place + " begins or ends with a blank: remove it");
    }
  }

  private static String text(String key, Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException e) {
      throw new Fault(key + "=" + path + " cannot be read: correct the path or its rights", e);
    }
  }
}
