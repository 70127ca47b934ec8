package org.auditcaravan.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What came of looking at a source's archive.
 *
 * @param source the source's name
 * @param digests how many links its chain has
 * @param days how many closed days were looked at
 * @param objects how many objects were read
 * @param bytes how many bytes these have
 * @param records how many records the JSON lines hold
 * @param parquetRecords how many records the Parquet files hold
 * @param findings what was found
 */
@JsonPropertyOrder({
  "source",
  "intact",
  "digests",
  "days",
  "objects",
  "bytes",
  "records",
  "parquetRecords",
  "findings"
})
public record Verdict(
    String source,
    long digests,
    long days,
    long objects,
    long bytes,
    long records,
    long parquetRecords,
    List<Finding> findings) {

  /** Whether nothing was done to it. */
  @JsonProperty
  public boolean intact() {
    return findings.stream().noneMatch(Finding::damage);
  }

  /** Whether anything is left that could not be looked at, or is not covered. */
  public boolean complete() {
    return findings.stream()
        .allMatch(
            finding ->
                finding.kind() == Finding.Kind.ORPHAN
                    || finding.kind() == Finding.Kind.EXPIRED
                    || finding.kind() == Finding.Kind.NOT_ANCHORED);
  }
}
