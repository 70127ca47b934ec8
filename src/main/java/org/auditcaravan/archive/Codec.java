package org.auditcaravan.archive;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.auditcaravan.config.Fault;

/** How parts are compressed. */
enum Codec {
  GZIP(".jsonl.gz", "application/gzip", 0, 9) {
    @Override
    OutputStream compress(OutputStream out, int level) throws IOException {
      return new LevelledGzip(out, level);
    }

    @Override
    InputStream expand(InputStream in) throws IOException {
      return new GZIPInputStream(in, BUFFER);
    }
  },
  ZSTD(".jsonl.zst", "application/zstd", 1, 22) {
    @Override
    OutputStream compress(OutputStream out, int level) throws IOException {
      return new ZstdOutputStream(out, level);
    }

    @Override
    InputStream expand(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  };

  private static final int BUFFER = 1 << 16;

  private final String suffix;
  private final String contentType;
  private final int lowest;
  private final int highest;

  Codec(String suffix, String contentType, int lowest, int highest) {
    this.suffix = suffix;
    this.contentType = contentType;
    this.lowest = lowest;
    this.highest = highest;
  }

  abstract OutputStream compress(OutputStream out, int level) throws IOException;

  abstract InputStream expand(InputStream in) throws IOException;

  String suffix() {
    return suffix;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The codec of the setting.
   *
   * @throws Fault when there is none, or it has no such level
   */
  static Codec of(String name, int level) {
    Codec codec =
        Arrays.stream(values())
            .filter(candidate -> candidate.name().equalsIgnoreCase(name.strip()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Fault(
                        "audit.sinks.s3.codec=" + name + " is unknown: set it to " + names()));
    if (level < codec.lowest || level > codec.highest) {
      throw new Fault(
          "audit.sinks.s3.level="
              + level
              + " is no level of "
              + name.strip()
              + ": set it to a number from "
              + codec.lowest
              + " to "
              + codec.highest);
    }
    return codec;
  }

  /** The codec that a key or a file's name tells. */
  static Codec ofName(String name) {
    return Arrays.stream(values())
        .filter(codec -> name.endsWith(codec.suffix))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is not the name of a part"));
  }

  private static String names() {
    return Arrays.stream(values())
        .map(codec -> codec.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }

  private static final class LevelledGzip extends GZIPOutputStream {
    LevelledGzip(OutputStream out, int level) throws IOException {
      super(out, BUFFER);
      def.setLevel(level);
    }
  }
}
