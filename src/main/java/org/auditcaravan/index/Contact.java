package org.auditcaravan.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The first contact with an engine: it gets the template of an alias, unless it has this version or
 * a newer one. Which engine it is, is found by trying: not every distribution and not every role
 * lets us ask ({@code GET /}).
 */
final class Contact {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "filter_path=index_templates.index_template.version";

  private final String alias;
  private boolean asked;
  private boolean done;
  private int attempt;
  private String firstRefusal;

  Contact(String alias) {
    this.alias = alias;
  }

  boolean done() {
    return done;
  }

  Request request() {
    String path = "/_index_template/" + alias;
    if (!asked) {
      return new Request("GET", path, VERSION, null);
    }
    byte[] json = IndexTemplate.json(alias, IndexTemplate.EXTRA.get(attempt));
    return new Request("PUT", path, null, new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
  }

  /**
   * Takes an answer with a status below 500, other than 401, 403 and 429.
   *
   * @throws IndexFailure when the engine refuses the template in every form
   * @throws IOException when the answer is not JSON
   */
  void answer(int status, InputStream body) throws IOException {
    JsonNode json = body == null ? JSON.missingNode() : JSON.readTree(body);
    if (!asked) {
      asked = true;
      JsonNode version = json.at("/index_templates/0/index_template/version");
      done = status == 200 && version.asInt() >= IndexTemplate.version();
    } else if (status / 100 == 2) {
      done = true;
    } else {
      refused(status, json);
    }
  }

  private void refused(int status, JsonNode json) {
    if (firstRefusal == null) {
      firstRefusal = json.at("/error/reason").asText("no reason given");
    }
    attempt++;
    if (attempt == IndexTemplate.EXTRA.size()) {
      throw new IndexFailure(
          "the search engine refuses the index template "
              + alias
              + " ("
              + status
              + "): "
              + firstRefusal);
    }
  }
}
