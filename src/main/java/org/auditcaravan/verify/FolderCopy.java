package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of the bucket in a folder, keys being paths in it.
 *
 * @param root the folder
 */
public record FolderCopy(Path root) implements ArchiveCopy {

  @Override
  public List<Stored> list(String begin) throws IOException {
    Path folder = root.resolve(begin);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(
              file ->
                  new Stored(
                      root.relativize(file).toString().replace('\\', '/'),
                      file.toFile().length(),
                      false))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public List<String> folders(String begin) throws IOException {
    Path folder = root.resolve(begin.substring(0, begin.lastIndexOf('/') + 1));
    String name = begin.substring(begin.lastIndexOf('/') + 1);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith(name))
          .map(file -> file.substring(name.length()))
          .sorted()
          .toList();
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(root.resolve(key));
  }

  @Override
  public Path file(String key, Path folder) {
    return root.resolve(key);
  }
}
