package org.auditcaravan.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.source.Source;

/** Whether the vendor's hosts can be reached: name, connection, TLS. */
final class NetworkCheck implements Check {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Optional<String> routesProxy;
  private final Optional<String> environmentProxy;
  private final Tls tls;

  /**
   * @param routesProxy the proxy that the routes use, if any: it resolves and connects for us
   * @param environmentProxy the proxy that the environment names, if any
   * @param tls how hands are shaken
   */
  NetworkCheck(Optional<String> routesProxy, Optional<String> environmentProxy, Tls tls) {
    this.routesProxy = routesProxy;
    this.environmentProxy = environmentProxy;
    this.tls = tls;
  }

  @Override
  public String name() {
    return "network";
  }

  @Override
  public Result run(Source source) {
    if (routesProxy.isPresent()) {
      return Result.good("by the proxy " + routesProxy.get());
    }
    Set<URI> hosts = new LinkedHashSet<>(List.of(source.tokenUrl(), source.apiUrl()));
    for (URI url : hosts) {
      Optional<Finding> finding = reach(source, url);
      if (finding.isPresent()) {
        return Result.bad("no way to " + url.getAuthority(), finding.get());
      }
    }
    return Result.good("name, connection and TLS are good");
  }

  private Optional<Finding> reach(Source source, URI url) {
    int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("http") ? 80 : 443;
    String where = url.getHost() + ":" + port;
    try {
      InetAddress address = InetAddress.getByName(url.getHost());
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
        if (url.getScheme().equals("https")) {
          tls.shake(socket, url.getHost(), port, PATIENCE_MILLIS);
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(lost(Cause.NAME_NOT_RESOLVED, source, where, "the name is not known"));
    } catch (Tls.Failure e) {
      return Optional.of(finding(e.found(), source, where, e.getMessage()));
    } catch (IOException e) {
      return Optional.of(lost(Cause.NOT_CONNECTED, source, where, e.getMessage()));
    }
  }

  /** Where the environment names a proxy, that is the first thing to look at. */
  private Finding lost(Cause cause, Source source, String where, String said) {
    return environmentProxy.isEmpty()
        ? finding(cause, source, where, said)
        : finding(Cause.PROXY_NOT_USED, source, where, said + "; proxy " + environmentProxy.get());
  }

  private static Finding finding(Cause cause, Source source, String where, String said) {
    Map<String, String> facts = Facts.of(source);
    return Finding.of(cause, facts, "host", where, "said", said);
  }
}
