package org.auditcaravan.sign;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Textual encodings of keys (RFC 7468). What stands before the first line of dashes is free. */
final class Pem {
  private Pem() {}

  /**
   * The bytes of the first block with this label.
   *
   * @throws IllegalArgumentException when there is none
   */
  static byte[] bytes(String text, String label) {
    Matcher block =
        Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
            .matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException("there is no " + label);
    }
    return Base64.getMimeDecoder().decode(block.group(1));
  }
}
