package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import dev.lerwq.queues.Waiting;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app shutdown}: takes one executor out of service. */
@Command(
    name = "shutdown",
    description = {
      "Take one executor out of service and say which.",
      "The request waits its turn on the work queue like a job. Whichever executor takes it answers,",
      "exits with 42, and is not restarted by its supervisor."
    },
    footer = {
      "",
      "Example:",
      "  app shutdown --config executor.json --busqueuesub msr-morello",
    })
final class ShutdownCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin EntityOptions entities = new EntityOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Stop waiting for the answer after so long; the request stays on the queue."
              + " Default: wait for ever.")
  long timeout;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
  }

  @Override
  public Integer call() throws InterruptedException {
    String id = UUID.randomUUID().toString();
    String session = MessageIds.shutdown(id);
    try (Bus open = adapters.get().openBus(bus.choice(), bus.dataDir());
        Consumer replies = open.consume(Source.session(entities.completeQueue, session))) {
      Waiting.on(open.publish(destination(), request(id)));
      spec.commandLine().getErr().println("Waiting for an executor to take the request...");
      Duration wait = timeout > 0 ? Duration.ofSeconds(timeout) : Duration.ofDays(365);
      Optional<Lease> reply = Waiting.on(replies.receive(wait));
      if (reply.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("No executor has taken the request yet; it stays on the queue.");
        return ExitCode.FAILED;
      }
      spec.commandLine().getOut().println(host(reply.get()));
      Waiting.on(reply.get().complete());
      return ExitCode.OK;
    }
  }

  private Destination destination() {
    return entities.subscription.isPresent()
        ? Destination.topic(entities.workQueue)
        : Destination.queue(entities.workQueue);
  }

  private OutboundMessage request(String id) {
    OutboundMessage message =
        OutboundMessage.of(MessageCodec.encode(new Shutdown(id, Optional.empty())))
            .withId(MessageIds.shutdown(id));
    return entities.subscription.map(message::withSubject).orElse(message);
  }

  private static String host(Lease reply) {
    try {
      return MessageCodec.decode(reply.message().body()) instanceof ShutdownReply answer
          ? answer.host()
          : "an executor that answered in a way not understood";
    } catch (MalformedMessageException e) {
      return "an executor that answered in a way not understood: " + e.getMessage();
    }
  }
}
