package org.auditcaravan.config;

import io.smallrye.config.WithName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration in force as it may be shown: every key that has a value, defaults included, by
 * its full name. Secrets are {@code (set)}, and addresses lose what may hold one.
 */
public final class Effective {
  private static final String SET = "(set)";

  private final SortedMap<String, String> values = new TreeMap<>();

  private final String source;

  private Effective(String source) {
    this.source = source;
  }

  /** What concerns one source: its own keys, and all that are common. */
  public static SortedMap<String, String> of(AuditConfig config, String source) {
    Effective own = new Effective(source);
    own.group("audit", AuditConfig.class, config);
    own.values
        .keySet()
        .removeIf(key -> key.startsWith("audit.simulator.") && !config.simulator().enabled());
    return own.values;
  }

  private void group(String prefix, Class<?> type, Object group) {
    for (Method method : type.getDeclaredMethods()) {
      WithName named = method.getAnnotation(WithName.class);
      String name = named != null ? named.value() : method.getName().toLowerCase(Locale.ROOT);
      value(prefix + "." + name, method, method.getReturnType(), read(method, group));
    }
  }

  private void value(String key, Method method, Class<?> type, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, one) -> {
            if (!key.equals("audit.sources") || name.equals(source)) {
              value(key + "." + name, method, interfaceOf(one), one);
            }
          });
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(one -> value(key, method, one.getClass(), one));
    } else if (value instanceof OptionalInt number) {
      number.ifPresent(one -> values.put(key, String.valueOf(one)));
    } else if (type.isInterface() && type.getEnclosingClass() == AuditConfig.class) {
      group(key, type, value);
    } else {
      values.put(key, method.getAnnotation(Describe.class).secret() ? SET : text(value));
    }
  }

  private static Class<?> interfaceOf(Object value) {
    for (Class<?> type : value.getClass().getInterfaces()) {
      if (type.getEnclosingClass() == AuditConfig.class) {
        return type;
      }
    }
    return value.getClass();
  }

  private static String text(Object value) {
    if (value instanceof Collection<?> many) {
      return many.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    String text = String.valueOf(value);
    return value instanceof URI || text.matches("(?s)[a-z][a-z0-9+.-]+:.*") ? address(text) : text;
  }

  /**
   * What stands before a user, and before options: endpoints and databases are given both there.
   */
  private static String address(String text) {
    return text.replaceFirst("(?s)[?;].*", "?...").replaceFirst("(?s)//[^/@]*@", "//");
  }

  private static Object read(Method method, Object group) {
    try {
      return method.invoke(group);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
