package org.auditcaravan.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an organisation audits: the services, entity types and actions of its service mappings. */
final class Catalogue {

  /**
   * One entity type of one service.
   *
   * @param realtime whether the realtime query knows the service
   * @param type what contract A calls such an event: configuration, telephony, security or wfm
   * @param systemPercent how many in a hundred are of level SYSTEM
   */
  record Kind(
      String service,
      boolean realtime,
      String type,
      int systemPercent,
      String entityType,
      List<String> actions) {}

  private static final List<String> LINES = lines("catalogue.txt");
  private static final List<Kind> KINDS = new ArrayList<>();
  private static final int[] DRAW = draw();

  private Catalogue() {}

  /** The kind that this draw of chance stands for, by weight. */
  static Kind kind(Seeded seeded, long index, int purpose) {
    return KINDS.get(DRAW[seeded.below(DRAW.length, index, purpose)]);
  }

  /** Service to entity type to actions, as a service mapping lists them. */
  static Map<String, Map<String, List<String>>> mapping(boolean realtimeOnly) {
    Map<String, Map<String, List<String>>> services = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      if (kind.realtime() || !realtimeOnly) {
        services
            .computeIfAbsent(kind.service(), name -> new LinkedHashMap<>())
            .put(kind.entityType(), kind.actions());
      }
    }
    return services;
  }

  private static int[] draw() {
    List<Integer> draw = new ArrayList<>();
    for (String line : LINES) {
      String[] columns = line.split("\\|");
      int before = KINDS.size();
      for (String entity : columns[5].split(";")) {
        String[] parts = entity.split("=");
        KINDS.add(
            new Kind(
                columns[0],
                columns[1].equals("realtime"),
                columns[2],
                Integer.parseInt(columns[4]),
                parts[0],
                List.of(parts[1].split(","))));
      }
      int weight = Integer.parseInt(columns[3]) * 12;
      for (int i = 0; i < weight; i++) {
        draw.add(before + i % (KINDS.size() - before));
      }
    }
    return draw.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The lines of a packaged file, without comments. */
  static List<String> lines(String name) {
    try (InputStream in = Catalogue.class.getResourceAsStream("/simulator/" + name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return Arrays.stream(reader.lines().toArray(String[]::new))
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
