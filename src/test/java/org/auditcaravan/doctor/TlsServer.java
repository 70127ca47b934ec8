package org.auditcaravan.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.servers.Authority;

/**
 * Servers on the loopback interface whose certificates are issued to {@code localhost}: {@code
 * good} and {@code expired} by an authority that is trusted, {@code stranger} by itself; {@code
 * plain} speaks no TLS.
 */
final class TlsServer implements AutoCloseable {
  private final KeyStore trusted;
  private final Map<String, ServerSocket> servers = new HashMap<>();

  private TlsServer(Path folder) throws IOException {
    Authority authority =
        Authority.in(folder)
            .issue("good")
            .issue("expired", "-startdate", "-30d", "-validity", "10")
            .selfSigned("stranger");
    trusted = authority.trusted();
    for (String name : List.of("good", "expired", "stranger")) {
      serve(
          name,
          authority.context(name).getServerSocketFactory().createServerSocket(0, 10, loopback()));
    }
    serve("plain", new ServerSocket(0, 10, loopback()));
  }

  static TlsServer start(Path folder) {
    try {
      return new TlsServer(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
