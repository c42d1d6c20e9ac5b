package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.RawJson;
import dev.lerwq.message.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An executor with everything around it: a bus, a GitHub, and scripts that do what a test says and
 * write down what they were asked to do. A second rig in the same directory uses the scripts of the
 * first.
 */
final class ExecutorRig implements AutoCloseable {
  static final long JOB = 4_711_000_000_123L;
  static final String WORK = "work-queue/msr-morello";
  static final Duration SOON = Duration.ofSeconds(20);

  final MemoryBus bus = new MemoryBus();
  final FakeGithub github = new FakeGithub();
  final List<JobEvent> events = new CopyOnWriteArrayList<>();
  final List<MessageHandler> handlers = new ArrayList<>();
  Consumer<JobEvent> onEvent = event -> {};
  final Path directory;
  final Path workdir;
  private Timeouts timeouts =
      Timeouts.defaults()
          .with(Limit.PREPARE, SOON)
          .with(Limit.CONFIGURE, SOON)
          .with(Limit.COPY, SOON)
          .with(Limit.LINGER, Duration.ofMillis(50))
          .with(Limit.LATE_COMPLETION, Duration.ZERO)
          .with(Limit.GRACE, Duration.ofMillis(300))
          .with(Limit.SETTLE, Duration.ofMillis(300))
          .with(Limit.TOKEN, Duration.ofMillis(400))
          .with(Limit.BACKOFF, Duration.ofMillis(5))
          .with(Limit.BACKOFF_CAP, Duration.ofMillis(40))
          .with(Limit.SECOND_READING, Duration.ofMillis(5))
          .with(Limit.NOT_OURS, Duration.ofMillis(50))
          .with(Limit.BOARD_RETRY, Duration.ofMillis(5))
          .with(Limit.HANDOVER, Duration.ofMillis(20));
  private Bus takesFrom = bus;
  private boolean loop;
  private Map<String, String> environment = Map.of();
  private Optional<String> prewarm = Optional.empty();
  private boolean quarantine = true;
  private Optional<JitSettings> jit = Optional.empty();
  private boolean optionalScripts = true;
  private Optional<Executor> executor = Optional.empty();
  private Optional<Thread> thread = Optional.empty();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  ExecutorRig(Path directory) {
    this.directory = directory;
    this.workdir = directory.resolve("work");
    if (Files.exists(directory.resolve("remotecmd"))) {
      return;
    }
    boardPrepare("");
    githubPrepare("", "");
    remote("cat > \"$RIG/board-settings.json\"", "");
    script("board_shutdown", "echo board_shutdown >> \"$RIG/calls\"\n");
  }

  ExecutorRig boardPrepare(String does) {
    return script("board_prepare", "echo \"board_prepare $*\" >> \"$RIG/calls\"\n" + does);
  }

  ExecutorRig githubPrepare(String configures, String removes) {
    return script(
        "github_prepare",
        "echo \"github_prepare $*\" >> \"$RIG/calls\"\n"
            + "case $1 in\nconfigure)\nprintf '{\"runner\":\"%s\"}' \"$2\" > settings.json\n"
            + configures
            + "\n;;\nremove)\n"
            + removes
            + "\n;;\nesac\n");
  }

  /** What the two calls of the remote command do. */
  ExecutorRig remote(String copies, String runs) {
    return script(
        "remotecmd",
        "echo \"remotecmd $*\" >> \"$RIG/calls\"\ncase $1 in\ncat*)\n"
            + copies
            + "\n;;\n*)\n"
            + runs
            + "\n;;\nesac\n");
  }

  ExecutorRig runner(String runs) {
    return remote("cat > \"$RIG/board-settings.json\"", runs);
  }

  ExecutorRig script(String name, String text) {
    try {
      Path file = Files.createDirectories(directory).resolve(name);
      Files.writeString(file, "#!/bin/sh\nRIG='" + directory + "'\n" + text + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ExecutorRig limit(Limit limit, Duration value) {
    timeouts = timeouts.with(limit, value);
    return this;
  }

  ExecutorRig withoutOptionalScripts() {
    optionalScripts = false;
    return this;
  }

  private Optional<Path> optional(String name) {
    return Optional.of(directory.resolve(name)).filter(path -> optionalScripts);
  }

  /** Takes its messages from another bus than its own. */
  ExecutorRig on(Bus other) {
    takesFrom = other;
    return this;
  }

  ExecutorRig justInTime() {
    jit = Optional.of(new JitSettings(3, "_work"));
    return this;
  }

  ExecutorRig loop() {
    loop = true;
    return this;
  }

  ExecutorRig prewarm(String flavour) {
    prewarm = Optional.of(flavour);
    return this;
  }

  ExecutorRig noQuarantine() {
    quarantine = false;
    return this;
  }

  ExecutorRig environment(String variable, String value) {
    environment = Map.of(variable, value);
    return this;
  }

  ExecutorSettings settings() {
    return settings("board7", workdir);
  }

  /** The settings of one slot of several. */
  ExecutorSettings settings(String host, Path workdir) {
    return new ExecutorSettings(
        host,
        "work-queue",
        Optional.of("msr-morello"),
        "work-complete",
        optional("board_prepare"),
        optional("github_prepare"),
        directory.resolve("remotecmd").toString(),
        "run the runner",
        optional("board_shutdown"),
        workdir,
        timeouts,
        loop,
        environment,
        prewarm,
        quarantine,
        jit);
  }

  /** Puts a queued job on the bus. */
  ExecutorRig queueJob() {
    return queue(MessageIds.queuedJob(JOB), MessageCodec.encode(job("queued", Optional.empty())));
  }

  ExecutorRig queue(String id, byte[] body) {
    send(
        Destination.topic("work-queue"),
        OutboundMessage.of(body).withId(id).withSubject("msr-morello"));
    return this;
  }

  private void send(Destination destination, OutboundMessage message) {
    bus.publish(destination, message).toCompletableFuture().join();
  }

  static WireMessage job(String action, Optional<String> runner) {
    return job(JOB, action, runner);
  }

  static WireMessage job(long id, String action, Optional<String> runner) {
    return new GithubWorkflow(
        action,
        action.equals("completed") ? Optional.of("success") : Optional.empty(),
        runner,
        id,
        99,
        "CTSRD-CHERI",
        "demo",
        "https://github.com/CTSRD-CHERI/demo",
        List.of("self-hosted", "msr-morello", "cheribsd"),
        new GithubWorkflow.Debug(RawJson.of("{}"), "octocat"));
  }

  /** Tells the executor that its runner completed a job. */
  void complete(long jobId) {
    complete(jobId, runnerName());
  }

  /** Publishes that a runner completed a job. */
  ExecutorRig complete(long jobId, String runner) {
    send(
        Destination.queue("work-complete"),
        OutboundMessage.of(MessageCodec.encode(job(jobId, "completed", Optional.of(runner))))
            .withId(MessageIds.completedJob(runner, jobId))
            .withSession(MessageIds.runnerSession(runner)));
    return this;
  }

  /** Puts something else into a runner's session. */
  void sendTo(String runner, String text) {
    send(
        Destination.queue("work-complete"),
        OutboundMessage.of(text.getBytes(StandardCharsets.UTF_8))
            .withSession(MessageIds.runnerSession(runner)));
  }

  /** The name of the runner, once there is one. */
  String runnerName() {
    return events.stream()
        .flatMap(event -> event.job().stream())
        .map(JobEvent.Job::runner)
        .findFirst()
        .orElseThrow();
  }

  Script.Stdio stdio() {
    return new Script.Stdio(
        Redirect.from(directory.resolve("board_prepare").toFile()),
        Redirect.appendTo(directory.resolve("out").toFile()),
        Redirect.appendTo(directory.resolve("err").toFile()));
  }

  ExecutorRig start() {
    Executor mine =
        new Executor(settings(), takesFrom, github, this::observe, handlers, stdio(), new Pulse());
    executor = Optional.of(mine);
    Thread runs =
        new Thread(
            () -> {
              try {
                exit.complete(mine.run());
              } catch (Throwable e) {
                exit.completeExceptionally(e);
              }
            });
    runs.start();
    thread = Optional.of(runs);
    return this;
  }

  void observe(JobEvent event) {
    events.add(event);
    if (event.stage() == JobEvent.Stage.RUNNER_RAN
        && event.outcome() == JobEvent.Outcome.OK
        && !github.fixed()) {
      github.says("completed", event.job().orElseThrow().runner());
    }
    onEvent.accept(event);
  }

  Executor executor() {
    return executor.orElseThrow();
  }

  Thread thread() {
    return thread.orElseThrow();
  }

  boolean running() {
    return !exit.isDone();
  }

  /** Waits for the executor's end. */
  int exitCode() throws InterruptedException, ExecutionException, TimeoutException {
    return exit.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  /** Runs a job that is on the bus, to the end. */
  int run() throws InterruptedException, ExecutionException, TimeoutException {
    return start().exitCode();
  }

  /** What the scripts were called as, with their tokens. */
  List<String> calls() {
    return lines("calls");
  }

  /** The first words of {@link #calls()}. */
  List<String> steps() {
    return calls().stream()
        .map(
            call ->
                call.startsWith("github_prepare")
                    ? call.split(" ", -1)[0] + " " + call.split(" ", -1)[1]
                    : call.startsWith("remotecmd cat") ? "copy" : call.split(" ", -1)[0])
        .toList();
  }

  List<String> lines(String file) {
    try {
      Path path = directory.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an empty file that scripts, or another process, look for. */
  void touch(String file) {
    try {
      Files.createFile(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JobEvent.Stage> stages() {
    return events.stream().map(JobEvent::stage).toList();
  }

  /** What failed, as {@code STAGE: detail}. */
  List<String> failures() {
    return events.stream()
        .filter(event -> event.outcome() == JobEvent.Outcome.FAILED)
        .map(event -> event.stage() + ": " + event.detail())
        .toList();
  }

  @Override
  public void close() {
    executor.ifPresent(Executor::stopNow);
    try {
      if (thread.isPresent()) {
        thread.get().join(SOON.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bus.close();
  }
}
