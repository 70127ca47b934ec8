package org.auditcaravan.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.auditcaravan.journal.Act;
import org.auditcaravan.window.Window;

/** Failures as the journal keeps them, and back. */
final class Letters {
  private static final String TEXT = "utf-8";

  private Letters() {}

  /** All are of one source. */
  static Act.Refused refused(List<Failure> failures, Instant at) {
    return new Act.Refused(
        failures.get(0).source(), at, failures.stream().map(Letters::letter).toList());
  }

  private static Act.Refused.Letter letter(Failure failure) {
    Window window = failure.window();
    String text = text(failure.payload());
    return new Act.Refused.Letter(
        window == null ? null : window.from(),
        window == null ? null : window.to(),
        failure.revision(),
        failure.sink(),
        failure.reason().text(),
        failure.message(),
        failure.recordId(),
        text == null ? "base64" : TEXT,
        text == null ? Base64.getEncoder().encodeToString(failure.payload()) : text);
  }

  private static String text(byte[] payload) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static List<Failure> failures(Act.Refused act) {
    return act.letters().stream().map(letter -> failure(act.source(), letter)).toList();
  }

  private static Failure failure(String source, Act.Refused.Letter letter) {
    return new Failure(
        source,
        letter.from() == null ? null : new Window(source, letter.from(), letter.to()),
        letter.revision(),
        letter.sink(),
        Reason.of(letter.reason()).orElseThrow(),
        letter.message(),
        letter.recordId(),
        letter.encoding().equals(TEXT)
            ? letter.payload().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(letter.payload()));
  }
}
