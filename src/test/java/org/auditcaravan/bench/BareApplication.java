package org.auditcaravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Camel Quarkus application with the extensions of our {@code pom.xml} and one route. */
final class BareApplication {
  private static final Path OURS = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path PARTS = OURS.resolve("src/test/resources/bench/bare");
  private static final Pattern EXTENSION =
      Pattern.compile(
          "<dependency>\\s*<groupId>(io\\.quarkus|org\\.apache\\.camel\\.quarkus)</groupId>\\s*"
              + "<artifactId>[^<]+</artifactId>\\s*</dependency>");
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.auditcaravan</groupId>
        <artifactId>bare</artifactId>
        <version>1</version>
        <properties>%s</properties>
        <dependencyManagement>%s</dependencyManagement>
        <dependencies>%s</dependencies>
        <build><plugins>%s</plugins></build>
      </project>
      """;

  private BareApplication() {}

  /**
   * Builds it with Maven.
   *
   * @return its {@code quarkus-run.jar}
   */
  static Path build(Path folder) throws IOException, InterruptedException {
    String ours = Files.readString(OURS.resolve("pom.xml"));
    StringBuilder extensions = new StringBuilder();
    Matcher extension = EXTENSION.matcher(part(ours, "<dependencies>", "</dependencies>", 2));
    while (extension.find()) {
      // Commands it has none, so that it would end at once.
      if (!extension.group().contains("picocli")) {
        extensions.append(extension.group());
      }
    }
    int plugin = ours.lastIndexOf("<plugin>", ours.indexOf("quarkus-maven-plugin"));
    String pom =
        POM.formatted(
            part(ours, "<properties>", "</properties>", 1),
            part(ours, "<dependencyManagement>", "</dependencyManagement>", 1),
            extensions,
            ours.substring(plugin, ours.indexOf("</plugin>", plugin)) + "</plugin>");
    Path resources = folder.resolve("src/main/resources");
    Files.createDirectories(resources.resolve("routes"));
    Files.createDirectories(resources.resolve("db/h2"));
    Files.writeString(folder.resolve("pom.xml"), pom);
    copy("application.properties", resources);
    copy("timer.camel.yaml", resources.resolve("routes"));
    copy("V1__one.sql", resources.resolve("db/h2"));
    Process maven =
        new ProcessBuilder(System.getProperty("bench.maven", "mvn"), "-B", "-q", "-ntp", "package")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("maven.log").toFile())
            .start();
    if (maven.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("maven.log")));
    }
    return folder.resolve("target/quarkus-app/quarkus-run.jar");
  }

  private static void copy(String name, Path folder) throws IOException {
    Files.copy(PARTS.resolve(name), folder.resolve(name));
  }

  /** What stands between the two; the list of our dependencies is the second of its kind. */
  private static String part(String text, String begin, String end, int occurrence) {
    int from = 0;
    for (int i = 0; i < occurrence; i++) {
      from = text.indexOf(begin, from) + begin.length();
    }
    return text.substring(from, text.indexOf(end, from));
  }
}
