package org.auditcaravan.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * Everything that the doctor can find: a closed list. What a cause is called and how it is repaired
 * stands in {@code causes.yaml}, by its {@link #id}.
 */
public enum Cause {
  CONFIGURATION_WRONG,
  SECRET_MISSING,
  SECRET_WITH_BLANKS,
  HOSTS_MISMATCHED,
  NAME_NOT_RESOLVED,
  NOT_CONNECTED,
  PROXY_NOT_USED,
  PROXY_REFUSES,
  TLS_NOT_TRUSTED,
  TLS_OUT_OF_DATE,
  TLS_OF_ANOTHER_HOST,
  TLS_NOT_SPOKEN,
  CLOCK_SKEWED,

  CLIENT_UNKNOWN,
  REGION_WRONG,
  SECRET_WRONG,
  GRANT_NOT_ALLOWED,
  SCOPE_UNKNOWN,
  REFRESH_TOKEN_DEAD,
  TOKEN_REFUSED,
  TOKEN_ENDPOINT_REFUSES,
  HUMAN_ACCOUNT,
  QUOTA_USED_UP,
  VENDOR_FAILS,
  REQUEST_REFUSED,

  PERMISSION_MISSING,
  PERMISSION_JUST_GRANTED,
  ANY_PERMISSION_MISSING,
  DIVISION_MISSING,
  SCOPE_NOT_GRANTED,
  POLICY_DENIED,
  ADDRESS_NOT_ALLOWED,
  ENVIRONMENT_RESTRICTED,
  DATA_RESIDENCY,
  NOT_AUTHORIZED,
  SERVICE_UNKNOWN,
  SERVICE_NOT_REALTIME,
  FILTER_UNKNOWN,
  FILTER_FINDS_NOTHING,
  START_BEYOND_RETENTION,
  START_BEYOND_REALTIME,
  NO_EVENTS,

  ENTRA_APPLICATION_UNKNOWN,
  ENTRA_TENANT_UNKNOWN,
  ENTRA_SECRET_WRONG,
  ENTRA_SECRET_EXPIRED,
  ENTRA_RESOURCE_MIXED,
  ENTRA_SCOPE_WRONG,
  ENTRA_POLICY_BLOCKS,
  AZURE_AUDIENCE_WRONG,
  AZURE_TENANT_MISMATCH,
  AZURE_PRINCIPAL_UNKNOWN,
  AZURE_PERMISSION_MISSING,
  AZURE_ADDRESS_BLOCKED,
  AZURE_SIGN_IN_PAGE,
  AZURE_AUDITING_OFF,

  BUCKET_MISSING,
  BUCKET_REFUSES,
  BUCKET_NOT_REACHED,
  BUCKET_WITHOUT_CONDITIONS,
  BUCKET_WITHOUT_LOCK,
  BUCKET_LOCK_MISSING,
  BUCKET_TERMS_DIFFER,
  INDEX_NOT_REACHED,
  INDEX_CREDENTIALS_WRONG,
  INDEX_PERMISSION_MISSING,
  INDEX_TEMPLATE_REFUSED;

  private static final JsonNode TEXTS = load();

  /** The name in reports, scripts and {@code causes.yaml}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The cause in one sentence. */
  public String sentence() {
    return TEXTS.path(id()).path("sentence").asText();
  }

  /** The repair, step by step; names in braces are filled in by a {@link Finding}. */
  public List<String> repair() {
    return StreamSupport.stream(TEXTS.path(id()).path("repair").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** How much it matters. */
  public Weight weight() {
    String weight = TEXTS.path(id()).path("weight").asText("stops");
    return Weight.valueOf(weight.toUpperCase(Locale.ROOT));
  }

  /** How much a cause matters. */
  public enum Weight {
    /** Nothing is read, or nothing is delivered. */
    STOPS,
    /** Events may be missed, or will be some day. */
    WARNS,
    /** Worth knowing. */
    NOTES
  }

  private static JsonNode load() {
    try (InputStream in = Cause.class.getResourceAsStream("causes.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
