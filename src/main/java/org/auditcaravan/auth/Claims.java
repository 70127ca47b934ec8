package org.auditcaravan.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a token that say whose it is and what for (RFC 7519, section 4.1, and {@code
 * apis/azure-devops-audit.md}, section 2.1). They are read without looking at the signature: for
 * hints only.
 */
public final class Claims {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TOLD =
      List.of(
          "aud", "iss", "tid", "appid", "azp", "oid", "sub", "idtyp", "scp", "roles", "upn", "nbf",
          "exp");

  private Claims() {}

  /** The claims by name; empty where the token is opaque. */
  public static Map<String, String> of(String token) {
    String[] parts = token == null ? new String[0] : token.split("\\.");
    Map<String, String> claims = new LinkedHashMap<>();
    if (parts.length == 3) {
      try {
        JsonNode root = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        for (String name : TOLD) {
          if (root.hasNonNull(name)) {
            claims.put(
                name, root.get(name).isValueNode() ? root.get(name).asText() : "" + root.get(name));
          }
        }
      } catch (IOException | IllegalArgumentException opaque) {
        return Map.of();
      }
    }
    return claims;
  }
}
