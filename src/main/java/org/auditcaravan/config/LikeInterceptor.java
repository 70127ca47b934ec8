package org.auditcaravan.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a source have the keys of another: {@code audit.sources.<name>.like} names it, and what the
 * source does not say itself is looked up there, wherever it was set.
 */
@Priority(Priorities.LIBRARY + 50)
public final class LikeInterceptor implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;
  private static final String SOURCES = "audit.sources.";
  private static final Pattern KEY =
      Pattern.compile("audit\\.sources\\.(\"[^\"]+\"|[^.\"]+)\\.(.+)");

  /** What is said for one source alone. */
  private static final Set<String> OWN = Set.of("like", "enabled", "renamed-from");

  /** Who says one of these wants nobody else's other. */
  private static final Map<String, String> EITHER_OR =
      Map.of("client-secret", "client-secret-file", "client-secret-file", "client-secret");

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    Matcher key = KEY.matcher(name);
    if (said(value) || !key.matches() || OWN.contains(key.group(2))) {
      return value;
    }
    String instead = EITHER_OR.get(key.group(2));
    if (instead != null && said(context.proceed(SOURCES + key.group(1) + "." + instead))) {
      return value;
    }
    Set<String> seen = new HashSet<>(Set.of(key.group(1)));
    String model = model(context, key.group(1));
    for (String source = model; source != null; source = model(context, source)) {
      if (!seen.add(source)) {
        throw new Fault(
            SOURCES + key.group(1) + ".like leads back to itself: name a source without like");
      }
      ConfigValue inherited = context.proceed(SOURCES + source + "." + key.group(2));
      if (said(inherited)) {
        return inherited.withName(name);
      }
    }
    if (model != null && key.group(2).equals("api")) {
      throw new Fault(
          SOURCES + key.group(1) + ".like=" + model + ": there is no such source, name one");
    }
    return value;
  }

  @Override
  public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
    Set<String> names = new LinkedHashSet<>();
    context.iterateNames().forEachRemaining(names::add);
    for (String name : Set.copyOf(names)) {
      Matcher key = KEY.matcher(name);
      if (key.matches() && key.group(2).equals("like")) {
        inherit(context, key.group(1), names);
      }
    }
    return names.iterator();
  }

  private static void inherit(
      ConfigSourceInterceptorContext context, String heir, Set<String> names) {
    Set<String> seen = new HashSet<>();
    String source = model(context, heir);
    while (source != null && seen.add(source)) {
      String prefix = SOURCES + source + ".";
      for (String name : Set.copyOf(names)) {
        if (name.startsWith(prefix) && !OWN.contains(name.substring(prefix.length()))) {
          names.add(SOURCES + heir + "." + name.substring(prefix.length()));
        }
      }
      source = model(context, source);
    }
  }

  private static String model(ConfigSourceInterceptorContext context, String source) {
    ConfigValue like = context.proceed(SOURCES + source + ".like");
    return said(like) && !like.getValue().isBlank() ? like.getValue().strip() : null;
  }

  /** A default of the mapping is nothing that anybody said. */
  private static boolean said(ConfigValue value) {
    return value != null
        && value.getValue() != null
        && value.getConfigSourceOrdinal() > Integer.MIN_VALUE + 1000;
  }
}
