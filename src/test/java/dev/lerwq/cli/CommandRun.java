package dev.lerwq.cli;

import dev.lerwq.cli.Invocation.Understood;
import dev.lerwq.wiring.Adapters;
import jakarta.enterprise.inject.Instance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * One command line from its words to its exit code, in this process and without the framework: the
 * real adapters are handed to the commands as the container would.
 */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = into(new PrintWriter(out, true), new PrintWriter(err, true), environment, args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  static int into(
      PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
    Understood understood = Invocation.understand(List.of(args), environment, out, err);
    return understood instanceof Understood.Run run
        ? run.invocation().run(new Injecting(), out, err)
        : ((Understood.Finished) understood).exitCode();
  }

  static CommandRun of(String... args) {
    return of(Map.of(), args);
  }

  private static final class Injecting implements IFactory {
    private final Adapters adapters = new Adapters();

    @Override
    public <K> K create(Class<K> type) throws Exception {
      K made = CommandLine.defaultFactory().create(type);
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals("adapters")) {
          field.setAccessible(true);
          field.set(
              made,
              Proxy.newProxyInstance(
                  type.getClassLoader(),
                  new Class<?>[] {Instance.class},
                  (proxy, method, arguments) -> adapters));
        }
      }
      return made;
    }
  }
}
