package org.auditcaravan.config;

import io.quarkus.runtime.util.ClassPathUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The route and mapping files in force: the packaged ones, and laid over them by file name what an
 * operator changed or added.
 */
public final class RouteFiles {
  /** The contract between packaged routes and Java; an overlay file of an older one is refused. */
  public static final int CONTRACT = 1;

  private static final Pattern HEAD = Pattern.compile("# audit-caravan contract: (\\d+)");
  private static final Pattern ROUTE_ID =
      Pattern.compile(
          "(?m)^- (?:route|routeTemplate|routeConfiguration):\\R\\s+id: *\"?([\\w{}-]+)");
  private static final Pattern NAME = Pattern.compile(".+\\.camel\\.yaml|mapping-.+\\.yaml");
  private static final String FOLDER = "routes";

  private final Map<String, String> packaged;
  private final Map<String, String> changed;
  private final Optional<Path> overlay;

  private RouteFiles(
      Map<String, String> packaged, Map<String, String> changed, Optional<Path> overlay) {
    this.packaged = packaged;
    this.changed = changed;
    this.overlay = overlay;
  }

  /**
   * Reads all files.
   *
   * @param overlay the folder of changed and added files, if any
   * @throws Fault when the folder is missing
   */
  public static RouteFiles read(Optional<Path> overlay) {
    Map<String, String> packaged = new TreeMap<>();
    try {
      ClassPathUtils.consumeAsPaths(
          RouteFiles.class.getClassLoader(), FOLDER, folder -> packaged.putAll(files(folder)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    overlay
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new Fault(
                  "audit.routes.overlay="
                      + folder
                      + " is not a folder: create it, or remove the key");
            });
    return new RouteFiles(packaged, overlay.map(RouteFiles::files).orElse(Map.of()), overlay);
  }

  private static Map<String, String> files(Path folder) {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .collect(Collectors.toMap(file -> file.getFileName().toString(), RouteFiles::content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where Camel finds each route in force, as {@code camel.main.routes-include-pattern} has it. */
  public String includePattern() {
    Map<String, String> places = new TreeMap<>();
    packaged.keySet().forEach(name -> places.put(name, "classpath:" + FOLDER + "/" + name));
    changed
        .keySet()
        .forEach(
            name ->
                places.put(name, "file:" + overlay.orElseThrow().resolve(name).toAbsolutePath()));
    return places.entrySet().stream()
        .filter(place -> place.getKey().endsWith(".camel.yaml"))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }

  /** The names of overlay files that differ from the packaged ones, with how they differ. */
  public Map<String, String> differences() {
    Map<String, String> differences = new TreeMap<>();
    changed.forEach(
        (name, content) -> {
          if (!packaged.containsKey(name)) {
            differences.put(name, "added");
          } else if (!packaged.get(name).equals(content)) {
            differences.put(name, "changed");
          }
        });
    return differences;
  }

  /** The SHA-256 of each file in force, in hex, by file name. */
  public Map<String, String> hashes() {
    Map<String, String> inForce = new TreeMap<>(packaged);
    inForce.putAll(changed);
    inForce.replaceAll((name, content) -> sha256(content));
    return inForce;
  }

  /**
   * Refuses overlay files that were made for an older contract, or that lack a route which the
   * packaged file of the same name has.
   */
  public void check() {
    changed.forEach(
        (name, content) -> {
          String file = overlay.orElseThrow().resolve(name).toString();
          Matcher head = HEAD.matcher(content);
          if (!head.lookingAt()) {
            throw new Fault(
                file + " does not begin with '# audit-caravan contract: " + CONTRACT + "': add it");
          }
          if (Integer.parseInt(head.group(1)) != CONTRACT) {
            throw new Fault(
                file
                    + " was made for contract "
                    + head.group(1)
                    + ", but this version has contract "
                    + CONTRACT
                    + ": compare it with the packaged "
                    + name
                    + ", then raise the number in its first line");
          }
          ROUTE_ID
              .matcher(packaged.getOrDefault(name, ""))
              .results()
              .map(id -> id.group(1))
              .filter(
                  id -> ROUTE_ID.matcher(content).results().noneMatch(m -> m.group(1).equals(id)))
              .forEach(
                  id -> {
                    throw new Fault(
                        file
                            + " has no route with the id "
                            + id
                            + ": other stages call it, add it");
                  });
        });
  }

  private static String sha256(String content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
