package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lerwq.executor.ScriptOutcome.Kind;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;
  private final String mark = ProcessTree.newMark();

  /** A number of seconds that no other process of the machine sleeps for. */
  private final String sleep = Long.toString(100_000_000L + System.nanoTime() % 100_000_000L);

  @Test
  void exitCodeIsReported() throws IOException {
    ScriptOutcome outcome = script("exit 3", LONG).run();
    assertThat(outcome.kind()).isEqualTo(Kind.EXITED);
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.ok()).isFalse();
    assertThat(script("exit 0", LONG).run().ok()).isTrue();
  }

  @Test
  void deathBySignalIsReported() throws IOException {
    ScriptOutcome outcome = script("kill -KILL $$", LONG).run();
    assertThat(outcome.ok()).isFalse();
    assertThat(outcome.detail()).contains("signal 9");
  }

  @Test
  void scriptThatCannotStartIsAnOutcomeThatDoesNotShowItsArguments() {
    Script script =
        new Script(
            "prepare",
            List.of(directory.resolve("absent").toString(), "secret-argument"),
            directory,
            stdio(),
            mark,
            Optional.of(LONG),
            SHORT);
    ScriptOutcome outcome = script.run();
    assertThat(outcome.kind()).isEqualTo(Kind.NOT_STARTED);
    assertThat(outcome.detail()).doesNotContain("secret-argument");
  }

  @Test
  void timeOutEndsTheScriptAndItsChildren() throws IOException {
    ScriptOutcome outcome = script("sleep 600 & sleep 600", SHORT).run();
    assertThat(outcome.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void scriptThatIgnoresSigtermIsKilled() throws IOException {
    ScriptOutcome outcome = script("trap '' TERM INT; while :; do sleep 0.05; done", SHORT).run();
    assertThat(outcome.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void daemonInASessionOfItsOwnIsFoundAndEnded() throws IOException {
    Script script =
        script(
            "(setsid sh -c 'trap \"\" TERM; touch daemon; while :; do sleep 0.05; done' &) ;"
                + " sleep 600",
            LONG);
    CompletableFuture<ScriptOutcome> running = CompletableFuture.supplyAsync(script::run);
    await().until(() -> Files.exists(directory.resolve("daemon")));
    script.stop(ProcessTree.Manner.TERMINATE);
    assertThat(running.join().kind()).isEqualTo(Kind.STOPPED);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void orphansOfAScriptThatEndedAreSweptWithItsSet() throws IOException {
    ScriptSet set = new ScriptSet(settings(), stdio(), trace -> {});
    try (set) {
      Script script =
          set.script("daemonise", List.of(file("(setsid sleep " + sleep + " &)\nexit 0")), LONG);
      assertThat(script.run().ok()).isTrue();
      assertThat(sleepers(sleep)).isEqualTo(1);
    }
    assertThat(sleepers(sleep)).isZero();
  }

  @Test
  void scriptsOfASlotHaveItsEnvironmentAndNotTheSupervisorsAddress() throws IOException {
    try (ScriptSet set = new ScriptSet(settings(), stdio(), trace -> {})) {
      String file = file("[ \"$BOARD\" = 7 ] && [ -z \"$NOTIFY_SOCKET$WATCHDOG_USEC\" ]");
      assertThat(set.script("check", List.of(file), LONG).run().ok()).isTrue();
    }
  }

  private ExecutorSettings settings() {
    return new ExecutorRig(directory.resolve("rig"))
        .limit(Limit.GRACE, SHORT)
        .environment("BOARD", "7")
        .settings("board7", directory);
  }

  @Test
  void childWithoutTheMarkIsEndedToo() throws IOException {
    script("env -i sleep " + sleep + " & sleep 600", SHORT).run();
    assertThat(sleepers(sleep)).isZero();
  }

  @Test
  void politeScriptCleansUpOnSigterm() throws IOException {
    Script script =
        script(
            "trap 'echo bye > goodbye; exit 0' TERM; touch ready;"
                + " while :; do sleep 0.05; done",
            LONG);
    stopWhenReady(script, ProcessTree.Manner.TERMINATE);
    assertThat(directory.resolve("goodbye")).hasContent("bye");
  }

  @Test
  void runnerIsInterruptedFirst() throws IOException {
    assumeFalse(ignoresInterrupts(), "this process was started with SIGINT ignored");
    Script script =
        script(
            "trap 'echo int >> signals; exit 0' INT; trap 'echo term >> signals' TERM;"
                + " touch ready; while :; do sleep 0.05; done",
            LONG);
    stopWhenReady(script, ProcessTree.Manner.INTERRUPT);
    assertThat(directory.resolve("signals")).hasContent("int");
  }

  /**
   * Children inherit what is ignored, and a shell cannot trap it. A shell's background jobs are
   * started like that.
   */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(ignored -> (ignored & 2) != 0);
  }

  @Test
  void interruptOfTheThreadEndsTheTree() throws Exception {
    Script script = script("touch ready; sleep 600", LONG);
    CompletableFuture<ScriptOutcome> outcome = new CompletableFuture<>();
    Thread thread = new Thread(() -> outcome.complete(script.run()));
    thread.start();
    await().until(() -> Files.exists(directory.resolve("ready")));
    thread.interrupt();
    assertThat(outcome.join().kind()).isEqualTo(Kind.STOPPED);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void scriptStoppedBeforeItsStartDoesNotRun() throws IOException {
    Script script = script("touch ran", LONG);
    script.stop(ProcessTree.Manner.TERMINATE);
    assertThat(script.run().kind()).isEqualTo(Kind.STOPPED);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void argumentsAreNotSeenByAShell() throws IOException {
    Script script =
        new Script(
            "prepare",
            List.of(file("printf '%s' \"$1\" > argument"), "a b; $(touch x) 'q'"),
            directory,
            stdio(),
            mark,
            Optional.of(LONG),
            SHORT);
    assertThat(script.run().ok()).isTrue();
    assertThat(directory.resolve("argument")).hasContent("a b; $(touch x) 'q'");
  }

  private void stopWhenReady(Script script, ProcessTree.Manner manner) {
    CompletableFuture<ScriptOutcome> running = CompletableFuture.supplyAsync(script::run);
    await().until(() -> Files.exists(directory.resolve("ready")));
    script.stop(manner);
    assertThat(running.join().kind()).isEqualTo(Kind.STOPPED);
  }

  private Script script(String text, Duration limit) throws IOException {
    return new Script(
        "script", List.of(file(text)), directory, stdio(), mark, Optional.of(limit), SHORT);
  }

  private String file(String text) throws IOException {
    Path file = Files.createTempFile(directory, "script", ".sh");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  private Script.Stdio stdio() {
    return new Script.Stdio(
        Redirect.from(Path.of("/dev/null").toFile()), Redirect.DISCARD, Redirect.DISCARD);
  }

  private List<ProcessHandle> survivors() {
    return new ProcessTree(mark, Optional.empty()).alive();
  }

  private static long sleepers(String seconds) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().arguments().map(a -> List.of(a).contains(seconds)).orElse(false))
        .count();
  }
}
