package org.auditcaravan.servers;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;

/**
 * The main class of {@link OpenSearchServer}'s process. The runner's own main class knows no other
 * ports than 9200 to 9299. Reflection, because the runner must not be on our class path.
 */
final class OpenSearchNode {
  private OpenSearchNode() {}

  /** Runs a node with the runner's own options until the process is ended. */
  public static void main(String[] options) throws Exception {
    Class<?> type = Class.forName("org.codelibs.opensearch.runner.OpenSearchRunner");
    Object runner = type.getConstructor().newInstance();
    Method close = type.getMethod("close");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> invoke(close, runner)));
    type.getMethod("setMaxHttpPort", int.class).invoke(runner, -1);
    type.getMethod("build", String[].class).invoke(runner, (Object) options);
    new CountDownLatch(1).await();
  }

  private static void invoke(Method method, Object target) {
    try {
      method.invoke(target);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
