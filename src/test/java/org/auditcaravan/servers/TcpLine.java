package org.auditcaravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a local server, byte for byte, that a test can cut and mend. */
public final class TcpLine implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean cut;

  private TcpLine(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("No line can be opened.", e);
    }
    threads.execute(this::accept);
  }

  /** A line to a port of the loopback interface. */
  public static TcpLine to(int port) {
    return new TcpLine(port);
  }

  /** The port on which clients reach the server. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Breaks all connections, and those that are tried from now on. */
  public void cut() {
    cut = true;
    open.forEach(TcpLine::end);
  }

  /** Lets connections through again. */
  public void mend() {
    cut = false;
  }

  /** How many connections were tried while the line was cut. */
  public int refused() {
    return refused.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> join(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void join(Socket client) {
    if (cut) {
      refused.incrementAndGet();
      end(client);
      return;
    }
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      threads.execute(() -> pump(client, server));
      pump(server, client);
    } catch (IOException e) {
      end(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The end of one side is the end of the other.
    } finally {
      open.remove(from);
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    threads.shutdownNow();
  }
}
