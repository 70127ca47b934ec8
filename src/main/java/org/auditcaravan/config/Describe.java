package org.auditcaravan.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The one sentence that documents a configuration key, unit included. The README's table and the
 * messages of the start-up checks are made from it, so that a key is explained in one place.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Describe {
  /** What the key means, with its unit. */
  String value();

  /** The default, where it is not a constant but follows from something else. */
  String otherwise() default "";

  /** Whether its values must never be shown. */
  boolean secret() default false;
}
