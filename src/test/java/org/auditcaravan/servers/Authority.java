package org.auditcaravan.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private authority, and certificates for {@code localhost}; the JDK's own keytool makes them.
 */
public final class Authority {
  /** Of every store. */
  public static final String PASSWORD = "changeit";

  private final Path file;

  private Authority(Path file) {
    this.file = file;
  }

  /** A new authority whose keys are kept in this folder. */
  public static Authority in(Path folder) {
    Authority authority = new Authority(folder.resolve("authority.p12"));
    authority.key("ca", "-ext", "bc=ca:true");
    return authority;
  }

  /** Issues a certificate; further options are those of {@code keytool -genkeypair}. */
  public Authority issue(String name, String... options) {
    List<String> all = new ArrayList<>(List.of("-signer", "ca"));
    all.addAll(List.of(options));
    key(name, all.toArray(String[]::new));
    return this;
  }

  /** Makes a key whose certificate nobody but itself has signed. */
  public Authority selfSigned(String name) {
    key(name);
    return this;
  }

  /** What somebody has who trusts this authority only. */
  public KeyStore trusted() {
    return guarded(
        () -> {
          KeyStore store = empty();
          store.setCertificateEntry("ca", all().getCertificate("ca"));
          return store;
        });
  }

  /** The key of that name, with its certificates. */
  public KeyStore keyOf(String name) {
    return guarded(
        () -> {
          KeyStore store = empty();
          KeyStore all = all();
          char[] password = PASSWORD.toCharArray();
          store.setKeyEntry(
              name, all.getKey(name, password), password, all.getCertificateChain(name));
          return store;
        });
  }

  /** How somebody speaks TLS who has the key of that name, and trusts this authority only. */
  public SSLContext context(String name) {
    return guarded(
        () -> {
          KeyManagerFactory keys =
              KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
          keys.init(keyOf(name), PASSWORD.toCharArray());
          TrustManagerFactory trust =
              TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
          trust.init(trusted());
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
          return context;
        });
  }

  /** Writes a store as PKCS#12. */
  public static Path write(KeyStore store, Path file) {
    return guarded(
        () -> {
          try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
          }
          return file;
        });
  }

  private KeyStore all() throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private void key(String name, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    command.addAll(List.of("-ext", "san=dns:localhost", "-keystore", file.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of(options));
    guarded(
        () -> {
          Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
          try (InputStream out = keytool.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
              throw new IOException(said);
            }
          }
          return null;
        });
  }

  private interface Work<T> {
    T done() throws IOException, GeneralSecurityException, InterruptedException;
  }

  private static <T> T guarded(Work<T> work) {
    try {
      return work.done();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
