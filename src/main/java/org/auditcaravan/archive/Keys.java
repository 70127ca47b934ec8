package org.auditcaravan.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.window.Window;

/**
 * The names of everything that one revision of a window leaves in the archive. All but the manifest
 * end in their own content's hash, so that doing it again never collides.
 *
 * @param prefix what every key of the archive begins with, without slashes around it; may be empty
 * @param window the window
 * @param revision 0 for the first manifest of the window, 1 and up for each further one
 */
public record Keys(String prefix, Window window, int revision) {
  private static final Pattern TAIL =
      Pattern.compile(
          "(?:^|/)((?:manifests|records|ids|dead-letters|journal|parquet|digests)/source=.*)$");

  /** Where a source's manifests lie, with a slash at the end. */
  public static String manifests(String prefix, String source) {
    return folder(prefix, "manifests", source);
  }

  /** Where a source's parts lie, with a slash at the end. */
  public static String records(String prefix, String source) {
    return folder(prefix, "records", source);
  }

  /** Where a source's id lists lie, with a slash at the end. */
  public static String ids(String prefix, String source) {
    return folder(prefix, "ids", source);
  }

  /** Where the bytes of a source lie that could not become records, with a slash at the end. */
  public static String deadLetters(String prefix, String source) {
    return folder(prefix, "dead-letters", source);
  }

  /** Where the acts of a source lie that no manifest tells, with a slash at the end. */
  public static String journal(String prefix, String source) {
    return folder(prefix, "journal", source);
  }

  /** Where a source's sealed days lie as Parquet, with a slash at the end. */
  public static String parquet(String prefix, String source) {
    return folder(prefix, "parquet", source);
  }

  /** Where a source's digests lie, with a slash at the end. */
  public static String digests(String prefix, String source) {
    return folder(prefix, "digests", source);
  }

  /**
   * Where an object lies in the archive of this prefix. An archive that was copied to another
   * prefix is the same byte for byte, so that its manifests and digests name keys of the old one.
   *
   * @param named the key that a manifest or a digest names
   */
  public static String placed(String prefix, String named) {
    Matcher tail = TAIL.matcher(named);
    return tail.find() ? (prefix.isEmpty() ? "" : prefix + "/") + tail.group(1) : named;
  }

  private static String folder(String prefix, String kind, String source) {
    return (prefix.isEmpty() ? "" : prefix + "/") + kind + "/source=" + source + "/";
  }

  /** The key of the manifest that commits this revision. */
  public String manifest() {
    return base(manifests(prefix, window.source())) + ".json";
  }

  String part(int number, String sha256, Codec codec) {
    return base(records(prefix, window.source()))
        + "-"
        + number
        + "-"
        + Hashes.brief(sha256)
        + codec.suffix();
  }

  String ids(String sha256) {
    return base(ids(prefix, window.source())) + "-" + Hashes.brief(sha256) + ".ids";
  }

  String deadLetter(int number, String sha256) {
    return base(deadLetters(prefix, window.source()))
        + "-"
        + number
        + "-"
        + Hashes.brief(sha256)
        + ".json";
  }

  private String base(String folder) {
    return folder + "date=" + window.date() + "/" + window.name() + "_" + revision;
  }
}
