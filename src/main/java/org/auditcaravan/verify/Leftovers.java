package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.verify.Finding.Kind;

/** What nothing names. */
final class Leftovers {
  private static final Pattern FILE =
      Pattern.compile("date=([0-9-]{10})/(\\d{1,9})-\\d{1,9}-([0-9a-f]{16})\\.parquet");

  private final String parquet;
  private final Map<String, Integer> links = new HashMap<>();
  private final Set<String> open;
  private final boolean whole;
  private final Map<String, String> givenUp;
  private final Fetch fetch;

  /**
   * @param chain all links that could be had
   * @param whole whether these are all there are
   * @param open the days of trusted manifests with records that no link names
   * @param givenUp the SHA-256 of files that closings left that were given up, by key
   */
  Leftovers(
      ArchiveCopy copy,
      String prefix,
      String source,
      List<Digest> chain,
      boolean whole,
      Set<String> open,
      Map<String, String> givenUp,
      Findings findings) {
    this.parquet = Keys.parquet(prefix, source);
    this.whole = whole;
    this.open = open;
    this.givenUp = givenUp;
    this.fetch = new Fetch(copy, findings);
    chain.forEach(digest -> links.merge(String.valueOf(digest.day()), 1, Integer::sum));
  }

  /** Says of each what it is. */
  void say(Iterable<String> unnamed) {
    for (String key : unnamed) {
      if (!key.startsWith(parquet)) {
        fetch.findings().add(Kind.ORPHAN, key, "no manifest names it");
      } else if (givenUp.containsKey(key) && sha256(key).equals(givenUp.get(key))) {
        fetch
            .findings()
            .add(
                Kind.ORPHAN,
                key,
                "a closing that was given up left it, as the journal says; clear it away, since"
                    + " whoever queries the folder reads it");
      } else if (!whole || awaitsDigest(key)) {
        fetch
            .findings()
            .add(
                Kind.NOT_SEALED,
                key,
                "its day is being closed; look again, until a digest vouches for it");
      } else {
        fetch
            .findings()
            .add(
                Kind.ADDED,
                key,
                "no digest names it, but whoever queries the folder would read it");
      }
    }
  }

  /** Parquet files come before their digest, which closes what is open of their day. */
  private boolean awaitsDigest(String key) {
    Matcher file = FILE.matcher(key.substring(parquet.length()));
    return file.matches()
        && open.contains(file.group(1))
        && Integer.parseInt(file.group(2)) == links.getOrDefault(file.group(1), 0)
        && sha256(key).startsWith(file.group(3));
  }

  private String sha256(String key) {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(fetch.open(key), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      fetch.say(key, e);
    }
    return Hashes.hex(digest);
  }
}
