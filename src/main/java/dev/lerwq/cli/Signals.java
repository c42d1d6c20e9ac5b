package dev.lerwq.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and SIGINT for commands that have something to finish first. Java's shutdown hooks would
 * run beside the framework's own, which takes away what such a command still needs.
 *
 * <p>{@code sun.misc.Signal} is what the JDK's module {@code jdk.unsupported} exports for this; it
 * is reached by name because the compiler's warning about it cannot be switched off for one class.
 */
final class Signals {
  private Signals() {}

  /**
   * From now on the first signal runs {@code gently} and every further one {@code now}, each on a
   * thread of its own; neither ends the process by itself.
   */
  static void handle(Runnable gently, Runnable now) {
    AtomicInteger seen = new AtomicInteger();
    InvocationHandler reaction =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(seen, arguments);
          }
          Thread thread = new Thread(seen.getAndIncrement() == 0 ? gently : now, "signal");
          thread.setDaemon(true);
          thread.start();
          return null;
        };
    for (String name : new String[] {"TERM", "INT"}) {
      install(name, reaction);
    }
  }

  private static void install(String name, InvocationHandler reaction) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, reaction);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot handle SIG" + name, e);
    }
  }
}
