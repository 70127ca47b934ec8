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
   * Refuses overlay files that were made for an older contract, that lack a route which the
   * packaged file of the same name has, or whose routes leave open what becomes of failures.
   */
  public void check() {
    RouteCheck check = new RouteCheck(packaged);
    changed.forEach((name, content) -> check.check(place(name), name, content));
  }

  /** The file in force that has the route of that id, as a message names it. */
  public Optional<String> fileOf(String routeId) {
    Map<String, String> inForce = new TreeMap<>(packaged);
    inForce.putAll(changed);
    return inForce.entrySet().stream()
        .filter(file -> file.getKey().endsWith(".camel.yaml"))
        .filter(
            file ->
                RouteCheck.ids(RouteCheck.yaml(file.getKey(), file.getValue())).contains(routeId))
        .map(file -> place(file.getKey()))
        .findFirst();
  }

  private String place(String name) {
    return changed.containsKey(name)
        ? overlay.orElseThrow().resolve(name).toString()
        : FOLDER + "/" + name;
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
