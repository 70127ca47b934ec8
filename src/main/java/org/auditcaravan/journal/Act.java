package org.auditcaravan.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.auditcaravan.window.Scope;

/**
 * Something that happened to a source and that no manifest tells. In the archive it is one JSON
 * object: {@code formatVersion}, {@code kind}, and the members of its record.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Act.Started.class, name = "started"),
  @JsonSubTypes.Type(value = Act.Commanded.class, name = "commanded"),
  @JsonSubTypes.Type(value = Act.Outage.class, name = "outage"),
  @JsonSubTypes.Type(value = Act.Split.class, name = "split"),
  @JsonSubTypes.Type(value = Act.Rechecked.class, name = "rechecked"),
  @JsonSubTypes.Type(value = Act.Lost.class, name = "lost"),
  @JsonSubTypes.Type(value = Act.Acknowledged.class, name = "acknowledged"),
  @JsonSubTypes.Type(value = Act.Closed.class, name = "closed"),
  @JsonSubTypes.Type(value = Act.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Act.Overtaken.class, name = "overtaken"),
  @JsonSubTypes.Type(value = Act.Dismissed.class, name = "dismissed"),
  @JsonSubTypes.Type(value = Act.GivenUp.class, name = "given-up")
})
public sealed interface Act {

  /** The source that it happened to. */
  String source();

  /** When it happened. */
  Instant at();

  /** The name of its kind, as in the object and in its key. */
  default String kind() {
    for (JsonSubTypes.Type type : Act.class.getAnnotation(JsonSubTypes.class).value()) {
      if (type.value() == getClass()) {
        return type.name();
      }
    }
    throw new IllegalStateException(getClass() + " has no name");
  }

  /**
   * A process of the service began to work for the source.
   *
   * @param firstStart the moment of the first start, which divides backfill from live windows
   * @param api the contract that the source speaks
   * @param who the process's user
   * @param productVersion which Audit Caravan it is
   * @param files the SHA-256, in hex, of each route and mapping file in force, by file name
   * @param configurationSha256 the SHA-256, in hex, of the configuration in force: its lines {@code
   *     key=value}, each with a line feed, in the order of their keys
   * @param configuration that configuration, without secrets and without other sources
   */
  record Started(
      String source,
      Instant at,
      Instant firstStart,
      String api,
      String who,
      String productVersion,
      Map<String, String> files,
      String configurationSha256,
      Map<String, String> configuration)
      implements Act {}

  /**
   * A person, or a script, gave a command.
   *
   * @param who the process's user
   * @param command its words
   * @param productVersion which Audit Caravan it is
   * @param configurationSha256 see {@link Started}
   */
  record Commanded(
      String source,
      Instant at,
      String who,
      List<String> command,
      String productVersion,
      String configurationSha256)
      implements Act {}

  /**
   * Something did not work for a while, and works again.
   *
   * @param from since when it did not
   * @param to when it did again
   * @param what {@code service}: no process worked for the source; {@code source}: it was stopped
   *     until somebody repaired it; {@code index}: the search engine was away
   * @param sentence what it said, or null
   */
  record Outage(String source, Instant at, Instant from, Instant to, String what, String sentence)
      implements Act {}

  /**
   * A window that was too large was replaced by its two halves.
   *
   * @param middle the second half's first instant
   */
  record Split(String source, Instant at, Instant from, Instant to, Instant middle)
      implements Act {}

  /**
   * A window was read again, and nothing was new.
   *
   * @param scope what was asked, and how each service was read
   * @param due when the recheck was due, or null
   * @param shortfall what is missing all the same, or null
   */
  record Rechecked(
      String source,
      Instant at,
      Instant from,
      Instant to,
      Scope scope,
      Instant due,
      String shortfall)
      implements Act {}

  /** Times became gaps for ever. */
  record Lost(String source, Instant at, List<Gap> gaps) implements Act {

    /**
     * One of them.
     *
     * @param reason a short name
     * @param sentence what happened, or null
     * @param attempts how often it was tried
     */
    public record Gap(Instant from, Instant to, String reason, String sentence, int attempts) {}
  }

  /**
   * A person took note of a gap.
   *
   * @param reason the gap's reason
   * @param recoverable whether it is tried again by itself
   * @param sentence what the gap said, or null
   * @param who who it was
   * @param because why nothing needs to be done
   */
  record Acknowledged(
      String source,
      Instant at,
      Instant from,
      Instant to,
      String reason,
      boolean recoverable,
      String sentence,
      String who,
      String because)
      implements Act {}

  /** An acknowledged gap was covered after all. */
  record Closed(String source, Instant at, Instant from, Instant to) implements Act {}

  /** Dead letters: what a sink refused, or what of a vendor's answer could not be read. */
  record Refused(String source, Instant at, List<Letter> letters) implements Act {

    /**
     * One of them.
     *
     * @param from the begin of the window that it came from, or null
     * @param to the end of that window, or null
     * @param revision the revision that was being delivered, or null
     * @param recordId the record that it is, or null
     * @param encoding how {@code payload} holds the bytes: {@code utf-8} or {@code base64}
     */
    public record Letter(
        Instant from,
        Instant to,
        Integer revision,
        String sink,
        String reason,
        String message,
        String recordId,
        String encoding,
        String payload) {}
  }

  /**
   * A success closed the dead letters of a window that had not failed since.
   *
   * @param sink the sink that the letters were for
   * @param revision the revision that was delivered; null for all of the window
   * @param before letters that failed last before this instant are closed
   */
  record Overtaken(
      String source,
      Instant at,
      Instant from,
      Instant to,
      String sink,
      Integer revision,
      Instant before)
      implements Act {}

  /**
   * A person gave dead letters up.
   *
   * @param fingerprints the letters
   */
  record Dismissed(String source, Instant at, String who, String because, List<String> fingerprints)
      implements Act {}

  /**
   * The closing of a day was begun, and could not be finished as it was begun: it starts anew.
   *
   * @param day the UTC day, {@code yyyy-MM-dd}
   * @param files the SHA-256 of each Parquet file that may have been put already, by key
   */
  record GivenUp(String source, Instant at, String day, Map<String, String> files) implements Act {}
}
