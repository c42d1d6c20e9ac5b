package dev.lerwq.executor;

import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Slots in a JVM of their own, which can be killed. Each has a job; when all run, the first slot is
 * asked to leave. Once it has said that it does, there is a file {@code said}.
 */
final class SlotsProcess {
  private SlotsProcess() {}

  /** Takes a directory, whether the request waits for the job, and the names of slots. */
  public static void main(String... args) throws Exception {
    Path directory = Path.of(args[0]);
    List<String> names = List.of(args).subList(2, args.length);
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      names.forEach(name -> rig.queueJob());
      Thread asks =
          new Thread(
              () -> {
                await()
                    .atMost(Duration.ofMinutes(1))
                    .until(
                        () ->
                            names.stream()
                                .allMatch(n -> Files.exists(directory.resolve("running-" + n))));
                ask(rig, "board-" + names.get(0), Boolean.parseBoolean(args[1]));
                await().until(() -> !answers(rig).isEmpty());
                rig.touch("said");
              });
      asks.setDaemon(true);
      asks.start();
      System.exit(slots(rig, names).run());
    }
  }

  static Slots slots(ExecutorRig rig, List<String> names) {
    rig.loop();
    List<ExecutorSettings> settings = new ArrayList<>();
    for (String name : names) {
      rig.environment("SLOT", name);
      settings.add(rig.settings("board-" + name, rig.directory.resolve("work-" + name)));
    }
    return new Slots(
        "board",
        settings,
        rig.bus,
        rig.github,
        rig::observe,
        Duration.ZERO,
        Supervisor.none(),
        rig.stdio(),
        List.of());
  }

  private static void ask(ExecutorRig rig, String name, boolean waits) {
    OutboundMessage request =
        OutboundMessage.of(MessageCodec.encode(new Shutdown("u", Optional.of(name), waits)))
            .withId(MessageIds.namedShutdown("u"))
            .withSession(MessageIds.shutdownSession(name));
    rig.bus.publish(Destination.queue("work-complete"), request).toCompletableFuture().join();
  }

  /** What whoever asked has been told. */
  static List<byte[]> answers(ExecutorRig rig) {
    return rig.bus.at("work-complete#shutdown-u").stream().map(message -> message.body()).toList();
  }
}
