package org.auditcaravan.doctor;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS handshake that says, where it fails, what is wrong with the certificate and who issued it.
 *
 * @param trusted the authorities that are trusted; null for those of this JVM
 */
record Tls(KeyStore trusted) {

  /** What was wrong: its cause, and what was said, with the issuer where there was one. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;
    private final Cause cause;

    private Failure(Cause cause, Witness witness, SSLException failure) {
      super(failure.getMessage() + witness.issuer(), failure);
      this.cause = cause;
    }

    Cause found() {
      return cause;
    }
  }

  /**
   * Shakes hands as any Java client would.
   *
   * @throws Failure when the certificate is not good for this host, or there is none
   */
  void shake(Socket socket, String host, int port, int patienceMillis) throws IOException {
    Witness witness = new Witness(trusted);
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
      throw new Failure(witness.cause(e), witness, e);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Trusts whom it is told to trust, and remembers who issued what it saw. */
  private static final class Witness implements X509TrustManager {
    private final X509TrustManager judge;
    private X509Certificate seen;
    private boolean good;

    Witness(KeyStore trusted) throws IOException {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        judge = (X509TrustManager) factory.getTrustManagers()[0];
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    String issuer() {
      return seen == null ? "" : "; issued by " + seen.getIssuerX500Principal().getName();
    }

    /** Whoever presents a certificate that is good in itself may still be another host. */
    Cause cause(SSLException failure) {
      if (seen == null) {
        return Cause.TLS_NOT_SPOKEN;
      }
      for (Throwable e = failure; e != null; e = e.getCause()) {
        if (e instanceof CertificateExpiredException
            || e instanceof CertificateNotYetValidException) {
          return Cause.TLS_OUT_OF_DATE;
        }
      }
      return good ? Cause.TLS_OF_ANOTHER_HOST : Cause.TLS_NOT_TRUSTED;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      seen = chain[chain.length - 1];
      judge.checkServerTrusted(chain, type);
      good = true;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return judge.getAcceptedIssuers();
    }
  }
}
