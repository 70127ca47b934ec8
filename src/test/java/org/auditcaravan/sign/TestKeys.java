package org.auditcaravan.sign;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Key pairs of Ed25519 as an operator has them: PEM texts. */
public final class TestKeys {
  public final String secret;
  public final String open;

  private TestKeys(KeyPair pair) {
    secret = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    open = pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  /** A pair that nobody else has. */
  public static TestKeys fresh() {
    try {
      return new TestKeys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}
