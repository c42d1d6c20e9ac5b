package dev.lerwq.executor;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One run of a script, without a shell and with the executor's environment, but for what a service
 * manager put there for the executor alone. Run it once; it can be stopped from another thread at
 * any time, also before it runs.
 */
final class Script {

  /** Where the children's descriptors lead when they are passed through. */
  record Stdio(Redirect in, Redirect out, Redirect err) {
    static final Stdio INHERIT = new Stdio(Redirect.INHERIT, Redirect.INHERIT, Redirect.INHERIT);

    private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    /** The same with nothing to read. */
    Stdio withoutInput() {
      return new Stdio(NOTHING, out, err);
    }

    /** The same with a file to read. */
    Stdio reading(Path file) {
      return new Stdio(Redirect.from(file.toFile()), out, err);
    }
  }

  /** A script that notified systemd would speak for the executor. */
  private static final Set<String> NOT_FOR_SCRIPTS =
      Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");

  private final String what;
  private final List<String> command;
  private final Path directory;
  private final Stdio stdio;
  private final String mark;
  private final Optional<Duration> limit;
  private final Duration grace;
  private final CompletableFuture<ProcessTree.Manner> stop = new CompletableFuture<>();
  private Consumer<ProcessHandle> onStart = process -> {};
  private Map<String, String> environment = Map.of();

  /**
   * @param what the script as the configuration calls it, for logs
   * @param mark what its processes are recognised by
   * @param limit after which it is ended; empty for none
   * @param grace what its processes get to end by themselves once they have been asked to
   */
  Script(
      String what,
      List<String> command,
      Path directory,
      Stdio stdio,
      String mark,
      Optional<Duration> limit,
      Duration grace) {
    this.what = what;
    this.command = command;
    this.directory = directory;
    this.stdio = stdio;
    this.mark = mark;
    this.limit = limit;
    this.grace = grace;
  }

  /** Has somebody told of the process, once it runs. */
  Script onStart(Consumer<ProcessHandle> listener) {
    onStart = listener;
    return this;
  }

  /** Adds to the environment. */
  Script withEnvironment(Map<String, String> additions) {
    environment = additions;
    return this;
  }

  String what() {
    return what;
  }

  /** Makes {@link #run} end the whole process tree and return. Idempotent; does not wait. */
  void stop(ProcessTree.Manner manner) {
    stop.complete(manner);
  }

  /** Runs the script to its end, which may be brought about. An interrupt is a stop. */
  ScriptOutcome run() {
    long begun = System.nanoTime();
    if (stop.isDone()) {
      return outcome(ScriptOutcome.Kind.STOPPED, -1, begun, "was not started");
    }
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      return outcome(
          ScriptOutcome.Kind.NOT_STARTED, -1, begun, "could not be started: " + reason(e));
    }
    onStart.accept(process.toHandle());
    ProcessTree tree = new ProcessTree(mark, Optional.of(process.toHandle()));
    try {
      await(process);
    } catch (TimeoutException e) {
      boolean ended = tree.end(ProcessTree.Manner.TERMINATE, grace);
      return outcome(
          ScriptOutcome.Kind.TIMED_OUT,
          -1,
          begun,
          "was ended after " + seconds(limit.orElseThrow()) + leftovers(ended));
    } catch (InterruptedException e) {
      stop(ProcessTree.Manner.TERMINATE);
      Thread.currentThread().interrupt();
    }
    if (process.isAlive()) {
      boolean ended = tree.end(stop.join(), grace);
      return outcome(ScriptOutcome.Kind.STOPPED, -1, begun, "was ended" + leftovers(ended));
    }
    int code = process.exitValue();
    return outcome(ScriptOutcome.Kind.EXITED, code, begun, exit(code));
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(stdio.in())
            .redirectOutput(stdio.out())
            .redirectError(stdio.err());
    NOT_FOR_SCRIPTS.forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    builder.environment().put(ProcessTree.MARK, mark);
    return builder.start();
  }

  private void await(Process process) throws InterruptedException, TimeoutException {
    CompletableFuture<Object> either = CompletableFuture.anyOf(process.onExit(), stop);
    try {
      if (limit.isPresent()) {
        either.get(limit.get().toNanos(), TimeUnit.NANOSECONDS);
      } else {
        either.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for " + what, e);
    }
  }

  private static ScriptOutcome outcome(
      ScriptOutcome.Kind kind, int code, long begun, String detail) {
    return new ScriptOutcome(kind, code, Duration.ofNanos(System.nanoTime() - begun), detail);
  }

  private static String exit(int code) {
    return code > 128
        ? "ended with exit code " + code + " (signal " + (code - 128) + ")"
        : "ended with exit code " + code;
  }

  private static String leftovers(boolean ended) {
    return ended ? "" : ", but some of its processes could not be ended";
  }

  /** The cause without the command line: an argument may be a secret. */
  private static String reason(IOException e) {
    return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("no such program");
  }

  static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
