package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.auditcaravan.window.WindowRead;

/** Builds what the routes {@code api-*} send: query strings and bodies, without any string work. */
@Singleton
@Named("requests")
public final class Requests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "query.";

  /**
   * Makes the query string of all variables named {@code query.<name>} and removes them; those that
   * are blank are left out. Several values of one name are a list. Notes the request, without
   * secrets, in the variable {@code request} for the manifest.
   */
  public void query(Exchange exchange) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(exchange.getVariables())
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                values(value)
                    .forEach(v -> parts.add(encoded(name.substring(PREFIX.length())) + "=" + v));
                exchange.removeVariable(name);
              }
            });
    Message message = exchange.getMessage();
    if (!parts.isEmpty()) {
      message.setHeader(Exchange.HTTP_QUERY, String.join("&", parts));
    }
    exchange.setVariable("request", noted(exchange.getVariable("ask", Ask.class), message));
  }

  /** The body of an audit query: realtime with its page, asynchronous without. */
  public String auditQuery(@Variable("read") WindowRead read, @Variable("ask") Ask ask) {
    ObjectNode body = JSON.createObjectNode();
    body.put("interval", ask.from() + "/" + ask.to());
    if (ask.service() != null) {
      body.put("serviceName", ask.service());
    }
    Map<String, String> filters = new TreeMap<>(read.claim().scope().filters());
    if (ask.entityType() != null) {
      filters.put("EntityType", ask.entityType());
    }
    if (!filters.isEmpty()) {
      ArrayNode list = body.putArray("filters");
      filters.forEach(
          (property, value) -> list.addObject().put("property", property).put("value", value));
    }
    body.putArray("sort").addObject().put("name", "Timestamp").put("sortOrder", "ascending");
    if (ask.step().equals(RealtimeQuery.STEP)) {
      body.put("pageNumber", ask.pageNumber());
      body.put("pageSize", ask.pageSize());
    }
    return body.toString();
  }

  /** What the vendor shall fill in, blank for nothing. */
  public String expand(@Variable("read") WindowRead read) {
    return read.source().config().expand().orElse("");
  }

  /** The scope's filters as contract A writes them: {@code name=value}, joined by commas. */
  public String filter(@Variable("read") WindowRead read) {
    return read.claim().scope().filters().entrySet().stream()
        .map(filter -> filter.getKey() + "=" + filter.getValue())
        .collect(Collectors.joining(","));
  }

  /** The scope's further query parameters become variables, where the route sets none itself. */
  public void extras(@Variable("read") WindowRead read, Exchange exchange) {
    read.claim()
        .scope()
        .query()
        .forEach(
            (name, value) -> {
              if (exchange.getVariable(PREFIX + name) == null) {
                exchange.setVariable(PREFIX + name, value);
              }
            });
  }

  /** Puts a piece of a finished download in the place of an HTTP answer. */
  public void chunk(@Variable("ask") Ask ask, Exchange exchange) {
    try {
      Path piece = Path.of(ask.url());
      exchange.getMessage().setBody(Files.newInputStream(piece));
      exchange.getMessage().setHeader(VendorClient.SIZE, Files.size(piece));
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
      exchange.setVariable("request", "a piece of the download");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> values(Object value) {
    List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    return all.stream()
        .map(String::valueOf)
        .filter(text -> !text.isBlank())
        .map(Requests::encoded)
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String noted(Ask ask, Message message) {
    String method = message.getHeader(Exchange.HTTP_METHOD, "GET", String.class);
    if (ask != null && ask.url() != null) {
      URI address = URI.create(ask.url());
      return method + " " + address.getScheme() + "://" + address.getHost() + address.getPath();
    }
    String path = message.getHeader(Exchange.HTTP_PATH, "", String.class);
    String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
    String body = method.equals("GET") ? null : message.getBody(String.class);
    return method
        + " "
        + path
        + (query == null ? "" : "?" + query)
        + (body == null || body.isEmpty() ? "" : " " + body);
  }
}
