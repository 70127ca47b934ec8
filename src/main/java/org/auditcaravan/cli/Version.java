package org.auditcaravan.cli;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.IVersionProvider;

/** The version that the build gave. */
@Singleton
public final class Version implements IVersionProvider {
  private final String version;

  public Version(@ConfigProperty(name = "quarkus.application.version") String version) {
    this.version = version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"audit-caravan " + version};
  }
}
