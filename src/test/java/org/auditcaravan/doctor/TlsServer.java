package org.auditcaravan.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Servers on the loopback interface whose certificates are issued to {@code localhost}: {@code
 * good} and {@code expired} by an authority that is trusted, {@code stranger} by itself; {@code
 * plain} speaks no TLS. The JDK's own keytool makes the keys.
 */
final class TlsServer implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore trusted;
  private final Map<String, ServerSocket> servers = new HashMap<>();

  private TlsServer(Path folder) throws IOException, GeneralSecurityException {
    Path file = folder.resolve("tls.p12");
    key(file, "ca", "-ext", "bc=ca:true");
    key(file, "good", "-signer", "ca");
    key(file, "expired", "-signer", "ca", "-startdate", "-30d", "-validity", "10");
    key(file, "stranger");
    KeyStore all = empty();
    try (InputStream in = Files.newInputStream(file)) {
      all.load(in, PASSWORD);
    }
    trusted = empty();
    trusted.setCertificateEntry("ca", all.getCertificate("ca"));
    for (String name : List.of("good", "expired", "stranger")) {
      serve(
          name, context(all, name).getServerSocketFactory().createServerSocket(0, 10, loopback()));
    }
    serve("plain", new ServerSocket(0, 10, loopback()));
  }

  static TlsServer start(Path folder) {
    try {
      return new TlsServer(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whom a client of these servers trusts. */
  KeyStore trusted() {
    return trusted;
  }

  String url(String host, String name) {
    return "https://" + host + ":" + servers.get(name).getLocalPort();
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByName("127.0.0.1");
  }

  private void serve(String name, ServerSocket server) {
    servers.put(name, server);
    Thread answers = new Thread(() -> answer(server), "tls-" + name);
    answers.setDaemon(true);
    answers.start();
  }

  /** Says something to everybody who comes: with TLS, after the handshake that this begins. */
  private static void answer(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write("no TLS here\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().read();
      } catch (IOException refused) {
        // A client that does not like the certificate hangs up.
      }
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static SSLContext context(KeyStore all, String name)
      throws IOException, GeneralSecurityException {
    KeyStore own = empty();
    own.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void key(Path file, String name, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    command.addAll(List.of("-ext", "san=dns:localhost", "-keystore", file.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = keytool.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (ServerSocket server : servers.values()) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
