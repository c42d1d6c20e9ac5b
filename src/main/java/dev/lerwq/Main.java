package dev.lerwq;

import dev.lerwq.cli.Invocation;
import dev.lerwq.cli.Invocation.Understood;
import dev.lerwq.wiring.CommandLog;
import dev.lerwq.wiring.LaunchConfiguration;
import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import io.quarkus.bootstrap.runner.AotRunnerClassLoader;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.IFactory;

/**
 * Chooses from the command line what to boot, and boots it. What needs no application runs without
 * one.
 */
@QuarkusMain
public final class Main implements QuarkusApplication {
  /**
   * Set to {@code true}, this system property has the application boot before it looks at the
   * command line, and for every command. Only so that {@code bench/run} can say what it buys that
   * it usually does not.
   */
  private static final String BOOTS_FIRST = "lerwq.boots-first";

  private static volatile Understood understood;

  private final IFactory factory;

  Main(IFactory factory) {
    this.factory = factory;
  }

  /**
   * @throws Throwable what the framework could not handle
   */
  public static void main(String... args) throws Throwable {
    if (understood != null) {
      // Here again by the framework's way in, see boot.
      Quarkus.run(Main.class, args);
      return;
    }
    List<String> line = List.of(args);
    if (line.isEmpty() && LaunchMode.current() == LaunchMode.DEVELOPMENT) {
      line = List.of("reflector");
    }
    if (Boolean.getBoolean(BOOTS_FIRST)) {
      boot(args);
      return;
    }
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    understood = Invocation.understand(line, System.getenv(), out, err);
    if (understood instanceof Understood.Run run) {
      LaunchConfiguration.set(run.configuration());
      if (!run.boots()) {
        CommandLog.start(run.configuration());
        exit(run.invocation().run(out, err));
        return;
      }
      if (LaunchMode.current() == LaunchMode.NORMAL) {
        CommandLog.onStderrAlone();
      }
    } else if (LaunchMode.current() == LaunchMode.NORMAL) {
      flush();
      // Not by way of the framework: that wakes up the log, which takes as long as all the rest.
      System.exit(((Understood.Finished) understood).exitCode());
    }
    boot(args);
  }

  /**
   * The launcher starts commands here and not at the framework's way in, which few of them need and
   * which takes a while.
   */
  private static void boot(String... args) throws Throwable {
    if (LaunchMode.current() == LaunchMode.NORMAL
        && !(Thread.currentThread().getContextClassLoader() instanceof AotRunnerClassLoader)) {
      AotQuarkusEntryPoint.main(args);
    } else {
      Quarkus.run(Main.class, args);
    }
  }

  @Override
  public int run(String... args) {
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    if (understood == null) {
      understood = Invocation.understand(List.of(args), System.getenv(), out, err);
    }
    if (understood instanceof Understood.Run run) {
      return run.invocation().run(factory, out, err);
    }
    return ((Understood.Finished) understood).exitCode();
  }

  /** As the framework would, whatever threads a library leaves behind. */
  private static void exit(int code) {
    flush();
    ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, null);
  }

  private static void flush() {
    System.out.flush();
    System.err.flush();
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
