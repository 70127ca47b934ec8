package org.auditcaravan.verify;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of the bucket in memory, in which tests do what they like. */
record MapCopy(Map<String, byte[]> objects) implements ArchiveCopy {

  /** The files of a folder, keys being paths in it. */
  static MapCopy of(Path folder) {
    Map<String, byte[]> objects = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        objects.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MapCopy(objects);
  }

  /** The same, to be changed. */
  MapCopy copy() {
    return new MapCopy(new TreeMap<>(objects));
  }

  @Override
  public List<Stored> list(String begin) throws IOException {
    return objects.entrySet().stream()
        .filter(object -> object.getKey().startsWith(begin))
        .map(object -> new Stored(object.getKey(), object.getValue().length, false))
        .toList();
  }

  @Override
  public List<String> folders(String begin) {
    return objects.keySet().stream()
        .filter(key -> key.startsWith(begin) && key.indexOf('/', begin.length()) > 0)
        .map(key -> key.substring(begin.length(), key.indexOf('/', begin.length())))
        .distinct()
        .toList();
  }

  @Override
  public InputStream open(String key) throws IOException {
    byte[] bytes = objects.get(key);
    if (bytes == null) {
      throw new NoSuchFileException(key);
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public Path file(String key, Path folder) throws IOException {
    try (InputStream in = open(key)) {
      return Files.write(Files.createTempFile(folder, "object-", ""), in.readAllBytes());
    }
  }
}
