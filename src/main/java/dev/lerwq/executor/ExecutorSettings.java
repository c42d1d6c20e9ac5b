package dev.lerwq.executor;

import dev.lerwq.bus.Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one executor slot is told from outside.
 *
 * @param host what this slot calls itself, in runner names, shutdown replies, logs and metrics
 * @param workQueue the queue or topic that jobs come from
 * @param subscription the topic's subscription; empty for a queue
 * @param completeQueue where completions arrive, in sessions
 * @param boardPrepare script that boots the board; without it the board is taken to be ready
 * @param githubPrepare script that registers and removes the runner; without it neither is done
 * @param remotecmd program that runs a command on the board, and optionally arguments for it,
 *     separated by white space; no shell is involved. A path that has spaces in it is understood
 *     when the whole text is a file
 * @param githubRun the command that runs the runner; handed to {@code remotecmd} as one argument
 * @param boardShutdown script that powers the board down
 * @param workdir the scripts' working directory; holds {@code settings.json} and the journal
 * @param timeouts how long everything may take
 * @param jit how runners are configured just in time; empty to register them with a token, by
 *     {@code githubPrepare}
 * @param loop go on after a job; otherwise {@link Executor#run} returns after one
 * @param environment what the scripts find in their environment besides the executor's own
 * @param prewarm the third label to prepare the board for while it waits; empty for none
 * @param quarantine whether a board that fails preparation again and again leaves service
 */
public record ExecutorSettings(
    String host,
    String workQueue,
    Optional<String> subscription,
    String completeQueue,
    Optional<Path> boardPrepare,
    Optional<Path> githubPrepare,
    String remotecmd,
    String githubRun,
    Optional<Path> boardShutdown,
    Path workdir,
    Timeouts timeouts,
    boolean loop,
    Map<String, String> environment,
    Optional<String> prewarm,
    boolean quarantine,
    Optional<JitSettings> jit) {

  public ExecutorSettings {
    Objects.requireNonNull(host);
    Objects.requireNonNull(workQueue);
    Objects.requireNonNull(subscription);
    Objects.requireNonNull(completeQueue);
    Objects.requireNonNull(boardPrepare);
    Objects.requireNonNull(githubPrepare);
    Objects.requireNonNull(remotecmd);
    Objects.requireNonNull(githubRun);
    Objects.requireNonNull(boardShutdown);
    Objects.requireNonNull(workdir);
    Objects.requireNonNull(timeouts);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(prewarm);
    Objects.requireNonNull(jit);
  }

  Source source() {
    return subscription
        .map(name -> Source.subscription(workQueue, name))
        .orElseGet(() -> Source.queue(workQueue));
  }
}
