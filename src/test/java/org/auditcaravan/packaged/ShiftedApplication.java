package org.auditcaravan.packaged;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.auditcaravan.config.ShiftedClock;
import org.auditcaravan.config.Wiring;

/**
 * The packaged product with one call replaced: where it asks for the system's clock, it gets a
 * {@link ShiftedClock}. Everything else is the package as it is.
 */
final class ShiftedApplication {
  private static final String PACKAGE = "org/auditcaravan/config/";

  private ShiftedApplication() {}

  /**
   * Makes it in a folder.
   *
   * @param application the folder {@code quarkus-app}
   * @return its {@code quarkus-run.jar}
   */
  static Path in(Path folder, Path application) {
    try {
      Path copy = Files.createDirectories(folder);
      for (String shared : List.of("lib", "quarkus")) {
        Files.createSymbolicLink(copy.resolve(shared), application.resolve(shared));
      }
      Files.createDirectory(copy.resolve("app"));
      try (var jars = Files.newDirectoryStream(application.resolve("app"), "*.jar")) {
        for (Path jar : jars) {
          shift(Files.copy(jar, copy.resolve("app").resolve(jar.getFileName())));
        }
      }
      return Files.copy(application.resolve("quarkus-run.jar"), copy.resolve("quarkus-run.jar"));
    } catch (IOException | NoSuchMethodException e) {
      throw new IllegalStateException("The package cannot be given another clock.", e);
    }
  }

  private static void shift(Path jar) throws IOException, NoSuchMethodException {
    byte[] wiring =
        new ByteBuddy()
            .redefine(Wiring.class)
            .visit(
                MemberSubstitution.strict()
                    .method(named("systemUTC"))
                    .replaceWith(ShiftedClock.class.getMethod("ofThisProcess"))
                    .on(named("clock")))
            .make()
            .getBytes();
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Files.write(files.getPath(PACKAGE + "Wiring.class"), wiring);
      Files.write(files.getPath(PACKAGE + "ShiftedClock.class"), bytes(ShiftedClock.class));
    }
  }

  private static byte[] bytes(Class<?> type) {
    try {
      return ClassFileLocator.ForClassLoader.of(type.getClassLoader())
          .locate(type.getName())
          .resolve();
    } catch (IOException e) {
      throw new UncheckedIOException(type + " is not readable.", e);
    }
  }
}
