package org.auditcaravan.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A folder of this user below the system's folder for temporary files: for what another user, too,
 * must be able to read, and for what is worth keeping from run to run.
 */
public final class Scratch {
  /** The user as whom root runs what must not be able to do everything. */
  public static final String NOBODY = "nobody";

  private Scratch() {}

  /** Whether this process may do everything. */
  public static boolean root() {
    return uid(self()) == 0;
  }

  /** The folder, which others can read and only this user can write. */
  static Path base() {
    int uid = uid(self());
    Path base = Path.of(System.getProperty("java.io.tmpdir"), "audit-caravan-" + uid);
    try {
      Files.createDirectories(base);
      if (uid(base) != uid) {
        throw new IllegalStateException(base + " belongs to another user; remove it.");
      }
      Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException(base + " is not writable.", e);
    }
  }

  /** A new empty folder; those that ended processes left behind are removed on the occasion. */
  public static Path folder() {
    try (Stream<Path> runs = Files.list(base())) {
      runs.filter(Scratch::leftBehind).forEach(Scratch::delete);
      return Files.createTempDirectory(base(), "run-" + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("No folder can be made in " + base() + ".", e);
    }
  }

  private static boolean leftBehind(Path run) {
    String[] parts = run.getFileName().toString().split("-");
    return parts[0].equals("run") && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty();
  }

  /** Unpacks an archive once for all runs, with readable files and runnable {@code bin/} files. */
  static Path unpacked(Path zip, String name) {
    Path target = base().resolve(name);
    if (!Files.exists(target)) {
      Path unfinished = folder();
      try {
        unpack(zip, unfinished);
        for (Path path : tree(unfinished)) {
          boolean run = Files.isDirectory(path) || path.getParent().endsWith("bin");
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(run ? "rwxr-xr-x" : "rw-r--r--"));
        }
        // Atomic: a second process that does the same sees the whole tree or nothing.
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        delete(unfinished);
        if (!Files.exists(target)) {
          throw new UncheckedIOException(zip + " cannot be unpacked into " + target + ".", e);
        }
      }
    }
    return target.resolve(name);
  }

  private static void unpack(Path zip, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException(entry.getName() + " leads out of the archive.");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
    }
  }

  /** A copy of a tree, in a new folder, for all users to read. */
  public static Path copy(Path folder) {
    Path readable = folder();
    Path copy = readable.resolve(folder.getFileName());
    try {
      Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (Path path : tree(folder)) {
        Files.copy(path, copy.resolve(folder.relativize(path)));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be copied to " + copy + ".", e);
    }
  }

  /** What makes a command of root's one of {@link #NOBODY}'s; empty for ordinary users. */
  public static List<String> unprivileged() {
    return root()
        ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups", "--")
        : List.of();
  }

  /** Hands a tree to another user. */
  public static void give(Path folder, String user) {
    try {
      var owner = folder.getFileSystem().getUserPrincipalLookupService();
      for (Path path : tree(folder)) {
        // The owner of a link would be that of the file to which it leads.
        if (!Files.isSymbolicLink(path)) {
          Files.setOwner(path, owner.lookupPrincipalByName(user));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be given to " + user + ".", e);
    }
  }

  /** Removes a tree, where there is one, as far as it can be removed. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      tree(folder).stream().sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }

  private static Path self() {
    return Path.of("/proc/self");
  }

  private static int uid(Path path) {
    try {
      return (Integer) Files.getAttribute(path, "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException("The owner of " + path + " cannot be read.", e);
    }
  }
}
