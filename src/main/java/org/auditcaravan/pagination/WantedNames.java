package org.auditcaravan.pagination;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Scope;

/** The names that a scope asks for, against those that the live service mappings have. */
record WantedNames(Source source, Scope scope) {

  /** A service that neither mapping has; the first may be null, without the second nothing is. */
  Optional<String> unknown(Catalogue first, Catalogue second) {
    if (second == null) {
      return Optional.empty();
    }
    Collection<String> known = new TreeSet<>(second.services());
    if (first != null) {
      known.addAll(first.services());
    }
    return scope.services().stream().filter(name -> !known.contains(name)).findFirst();
  }

  /**
   * Checks what the vendor would answer with an empty page.
   *
   * @throws Refused naming the key, and the name that was probably meant
   */
  void check(Catalogue first, Catalogue second) {
    unknown(first, second)
        .ifPresent(
            name -> {
              throw refused(
                  "unknown.service",
                  "services: " + name + " is no service",
                  name,
                  second.services());
            });
    String type = scope.filters().get("EntityType");
    if (type != null && second != null) {
      List<String> known =
          Stream.of(first, second)
              .filter(c -> c != null)
              .flatMap(c -> c.entityTypes().stream())
              .toList();
      if (!known.isEmpty() && !known.contains(type)) {
        throw refused(
            "unknown.entity-type",
            "filters.EntityType=" + type + " is no entity type",
            type,
            known);
      }
    }
  }

  private Refused refused(String code, String what, String name, Collection<String> known) {
    return new Refused(
        0,
        code,
        null,
        "audit.sources."
            + source.name()
            + "."
            + what
            + " of this organisation"
            + Catalogue.nearest(name, known)
                .map(near -> ": did you mean " + near + "?")
                .orElse(""));
  }
}
