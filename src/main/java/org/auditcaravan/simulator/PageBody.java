package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A page under construction: events byte for byte, then the members around them. */
final class PageBody {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
  private int events;

  PageBody() {
    out.writeBytes("{\"entities\":[".getBytes(StandardCharsets.UTF_8));
  }

  void add(byte[] event) {
    if (events++ > 0) {
      out.write(',');
    }
    out.writeBytes(event);
  }

  /** The page with these members; those that are null are left out. */
  byte[] close(Map<String, Object> members) {
    out.write(']');
    members.forEach(
        (name, value) -> {
          if (value != null) {
            try {
              out.writeBytes((",\"" + name + "\":").getBytes(StandardCharsets.UTF_8));
              out.writeBytes(Answer.JSON.writeValueAsBytes(value));
            } catch (JsonProcessingException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    out.write('}');
    return out.toByteArray();
  }
}
