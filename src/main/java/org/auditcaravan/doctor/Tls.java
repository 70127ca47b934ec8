package org.auditcaravan.doctor;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A TLS handshake that says, where it fails, who issued the certificate. */
final class Tls {
  private Tls() {}

  /**
   * Shakes hands as any Java client would.
   *
   * @throws SSLException when the certificate is not trusted or is another host's; its message
   *     names the issuer
   */
  static void shake(Socket socket, String host, int port, int patienceMillis) throws IOException {
    Witness witness = new Witness();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {witness}, null);
      socket.setSoTimeout(patienceMillis);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, false);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
    } catch (SSLException e) {
      throw new SSLException(e.getMessage() + witness.issuer(), e);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Trusts whom Java trusts, and remembers who issued what it saw. */
  private static final class Witness implements X509TrustManager {
    private final X509TrustManager java;
    private X509Certificate seen;

    Witness() throws IOException {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        java = (X509TrustManager) factory.getTrustManagers()[0];
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    String issuer() {
      return seen == null ? "" : "; issued by " + seen.getIssuerX500Principal().getName();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      seen = chain[chain.length - 1];
      java.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      java.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return java.getAcceptedIssuers();
    }
  }
}
