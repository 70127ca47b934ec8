package org.auditcaravan.servers;

import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.quarkus.bootstrap.resolver.maven.MavenArtifactResolver;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Files of Maven artefacts that are not on our class path: servers that run in processes of their
 * own.
 *
 * <p>They come the way Maven itself would get them: with the user's settings, mirrors, proxies and
 * local repository, and the command line of the running build ({@code -o}, {@code -s}).
 */
public final class Artefacts {
  private static MavenArtifactResolver resolver;

  private Artefacts() {}

  /**
   * The file of one artefact, without its dependencies.
   *
   * @param coordinates {@code group:artifact:extension:version}
   */
  public static synchronized Path file(String coordinates) {
    try {
      return resolver().resolve(new DefaultArtifact(coordinates)).getArtifact().getFile().toPath();
    } catch (BootstrapMavenException e) {
      throw unavailable(coordinates, e);
    }
  }

  /**
   * A class path of these artefacts and all that they need at run time, in the order in which Maven
   * would have them.
   *
   * @param coordinates each {@code group:artifact:version}
   */
  public static synchronized String classPath(String... coordinates) {
    List<Dependency> roots =
        Stream.of(coordinates)
            .map(c -> new Dependency(new DefaultArtifact(c), JavaScopes.RUNTIME))
            .toList();
    try {
      CollectRequest collect = new CollectRequest(roots, List.of(), resolver().getRepositories());
      DependencyRequest request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
      return resolver()
          .getSystem()
          .resolveDependencies(resolver().getSession(), request)
          .getArtifactResults()
          .stream()
          .map(result -> result.getArtifact().getFile().getAbsolutePath())
          .collect(Collectors.joining(File.pathSeparator));
    } catch (BootstrapMavenException | DependencyResolutionException e) {
      throw unavailable(String.join(", ", coordinates), e);
    }
  }

  private static MavenArtifactResolver resolver() throws BootstrapMavenException {
    if (resolver == null) {
      resolver =
          MavenArtifactResolver.builder()
              .setWorkspaceDiscovery(false)
              .setArtifactTransferLogging(false)
              .build();
    }
    return resolver;
  }

  private static IllegalStateException unavailable(String what, Exception cause) {
    return new IllegalStateException(
        "Maven cannot provide " + what + "; check the network and settings.xml.", cause);
  }
}
