package org.auditcaravan.pagination;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.auditcaravan.auth.Claims;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.ratelimit.Governor;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.BytesInFlight;
import org.auditcaravan.window.Meters;
import org.auditcaravan.window.SourceClocks;
import org.auditcaravan.window.WindowRead;

/** Takes the vendor's answers from the HTTP call, and tells the good ones from the others. */
@Singleton
@Named("replies")
public final class Replies {
  /**
   * A page may be this part of the heap: while its records are made it takes several times that.
   */
  private static final int HEAP_FACTOR = 8;

  /** The longest page that is taken; longer bodies belong into a download. */
  private static final int LARGEST_PAGE =
      (int) Math.min(256 * 1024 * 1024, Runtime.getRuntime().maxMemory() / HEAP_FACTOR);

  private final InstantSource clock;
  private final Governor governor;
  private final Tokens tokens;
  private final SourceClocks clocks;
  private final Duration longestWait;
  private final BytesInFlight inFlight;

  @Inject
  public Replies(
      InstantSource clock,
      Governor governor,
      Tokens tokens,
      SourceClocks clocks,
      AuditConfig config) {
    this(
        clock,
        governor,
        tokens,
        clocks,
        config.longestWait(),
        new BytesInFlight(config.bytesInFlight()));
  }

  Replies(
      InstantSource clock,
      Governor governor,
      Tokens tokens,
      SourceClocks clocks,
      Duration longestWait,
      BytesInFlight inFlight) {
    this.clock = clock;
    this.governor = governor;
    this.tokens = tokens;
    this.clocks = clocks;
    this.longestWait = longestWait;
    this.inFlight = inFlight;
  }

  /**
   * The answer that the exchange holds after an HTTP call, read to its end: into memory, or into a
   * file of the read's folder for the step {@code download}. What comes into memory waits for room
   * there, which the read holds until it lets go of the page.
   *
   * @throws TransientFailure when the connection broke within the body
   */
  public Reply read(Exchange exchange) {
    Message message = exchange.getMessage();
    Ask ask = exchange.getVariable("ask", Ask.class);
    WindowRead read = exchange.getVariable("read", WindowRead.class);
    int status = status(message);
    if (ask.step().equals(GenesysAudits.DOWNLOAD) && status / 100 == 2) {
      return reply(message, new byte[0], download(read, message));
    }
    read.letGo();
    read.holds(room(read.source(), size(message)));
    try {
      return reply(message, body(message, status), null);
    } catch (RuntimeException e) {
      read.letGo();
      throw e;
    }
  }

  private BytesInFlight.Room room(Source source, long bytes) {
    try {
      return inFlight.take(source.name(), bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFailure("Source " + source.name() + " stopped waiting for room");
    }
  }

  private static long size(Message message) {
    return message.getHeader(VendorClient.SIZE, 0L, Long.class);
  }

  /** The answer to a request that the read could do without; it counts like any other. */
  public Reply aside(@Variable("read") WindowRead read, Exchange exchange) {
    Reply reply = token(exchange);
    governor.learn(read.source(), reply, took(reply));
    Meters.answered(read.source().name(), reply.status());
    return reply;
  }

  /** The token endpoint's answer, read to its end. */
  public Reply token(Exchange exchange) {
    Message message = exchange.getMessage();
    try {
      return reply(message, body(message, status(message)), null);
    } catch (TransientFailure e) {
      // Without what was received: half a token must not become a dead letter.
      throw new TransientFailure(e.getMessage());
    }
  }

  private Reply reply(Message message, byte[] body, Path file) {
    Map<String, String> headers = new HashMap<>();
    message
        .getHeaders()
        .forEach(
            (name, value) -> headers.put(name.toLowerCase(Locale.ROOT), String.valueOf(value)));
    // The HTTP call leaves the request's own headers beside the answer's.
    headers.keySet().removeIf(name -> name.startsWith("camel") || name.equals("authorization"));
    return new Reply(status(message), headers, body, file, clock.instant());
  }

  private static int status(Message message) {
    return message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
  }

  /**
   * Lets an answer through that the read can go on from.
   *
   * @throws VendorException of the class that the answer belongs to; the exchange then says in
   *     {@code CamelRedeliveryDelay} how long the vendor wants to be left alone, where it does
   */
  public Reply judge(@Variable("read") WindowRead read, @Body Reply reply, Exchange exchange) {
    try {
      return judged(read, reply, exchange);
    } catch (RuntimeException e) {
      read.letGo();
      throw e;
    }
  }

  private Reply judged(WindowRead read, Reply reply, Exchange exchange) {
    Source source = read.source();
    Ask ask = read.paging().ask();
    governor.learn(source, reply, took(reply));
    Meters.answered(source.name(), reply.status());
    String token = exchange.getVariable("token", String.class);
    boolean ours = ask.url() == null;
    if (ours) {
      RetryAfter.date(reply.header("date")).ifPresent(clocks.of(source.name())::seen);
      if (clocks.of(source.name()).now().isBefore(read.window().to())) {
        throw new Premature(read.window());
      }
    }
    if (read.paging().expects(reply)) {
      return reply;
    }
    try {
      Judge.of(source, ask, reply).check();
      // Not before: a sign-in page comes with a success, and the token did not work.
      if (ours) {
        tokens.worked(source, token);
      }
      return reply;
    } catch (TokenRefused e) {
      if (!tokens.refused(source, token)) {
        Forbidden twice =
            new Forbidden(
                e.status(),
                e.code(),
                e.correlationId(),
                "Source "
                    + source.name()
                    + ": authentication, the API refused "
                    + (source.usesPat()
                        ? "the personal access token: renew it, with the right to read the audit log"
                        : "a token that had just been renewed: check the client's roles"));
        twice.because(Evidence.ofApi(reply, token, Claims.of(token)));
        throw twice;
      }
      delay(exchange, Duration.ZERO);
      throw e;
    } catch (Forbidden e) {
      e.because(Evidence.ofApi(reply, token, Claims.of(token)));
      tokens.forbidden(source, token);
      throw e;
    } catch (Throttled e) {
      if (e.waitAsked() != null) {
        if (e.waitAsked().compareTo(longestWait) > 0) {
          throw new LongWait(source.name(), e.waitAsked(), longestWait);
        }
        read.waited(e.waitAsked());
        Meters.waited(source.name(), "retry-after", e.waitAsked());
        delay(exchange, e.waitAsked());
      }
      throw e;
    }
  }

  private static void delay(Exchange exchange, Duration wait) {
    exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, wait.toMillis());
  }

  private static Duration took(Reply reply) {
    String millis = reply.header(VendorClient.TOOK);
    return millis == null ? Duration.ZERO : Duration.ofMillis(Long.parseLong(millis));
  }

  private static byte[] body(Message message, int status) {
    Object raw = message.getBody();
    if (raw == null) {
      return new byte[0];
    }
    if (raw instanceof byte[] bytes) {
      return bytes;
    }
    // As large as the answer: a page is in memory once, and not in a buffer beside it.
    byte[] bytes = new byte[(int) Math.min(size(message), LARGEST_PAGE)];
    int length = 0;
    try (InputStream in = message.getBody(InputStream.class)) {
      int n = 0;
      while (n >= 0) {
        if (length == bytes.length) {
          bytes = larger(in, status, bytes);
          n = bytes.length == length ? -1 : 1;
        } else {
          n = in.read(bytes, length, bytes.length - length);
        }
        length += Math.max(0, n);
      }
    } catch (IOException e) {
      throw new TransientFailure(
          status,
          null,
          null,
          "The answer broke off after " + length + " bytes: " + e.getMessage(),
          Arrays.copyOf(bytes, length));
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** The same at the end of the answer, else with one more byte, and room for others. */
  private static byte[] larger(InputStream in, int status, byte[] full) throws IOException {
    int next = in.read();
    if (next < 0) {
      return full;
    }
    if (full.length >= LARGEST_PAGE) {
      throw new TooLarge(
          status, null, null, "The answer is longer than " + LARGEST_PAGE + " bytes");
    }
    byte[] larger = Arrays.copyOf(full, full.length * 2 + 1024);
    larger[full.length] = (byte) next;
    return larger;
  }

  /** A download lies there twice while it is cut. */
  private static Path download(WindowRead read, Message message) {
    read.spool().take(2 * size(message));
    Path file = null;
    try (InputStream in = message.getBody(InputStream.class)) {
      file = Files.createTempFile(read.folder(), "download-", ".json");
      try (OutputStream out = Files.newOutputStream(file)) {
        in.transferTo(out);
      }
      return file;
    } catch (IOException e) {
      discard(file);
      throw new TransientFailure("The download broke off: " + e.getMessage());
    }
  }

  private static void discard(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      // The spool folder is emptied at the next start.
    }
  }
}
