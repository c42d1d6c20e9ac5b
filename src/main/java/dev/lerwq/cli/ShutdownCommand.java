package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import dev.lerwq.queues.Waiting;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
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
      "Without --host the request waits its turn on the work queue like a job. Whichever executor",
      "takes it answers, exits with 42, and is not restarted by its supervisor.",
      "With --host it reaches exactly that executor, at once, also while it has a job; the job is",
      "finished first."
    },
    footer = {
      "",
      "Exit codes: 0 it leaves service; 1 nobody answered in time; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app shutdown --config executor.json --busqueuesub msr-morello",
      "  app shutdown --config executor.json --host rack1-board2 --wait --timeout 7200",
    })
final class ShutdownCommand implements Callable<Integer>, ChecksOptions {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin EntityOptions entities = new EntityOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Stop waiting for the answer after so long, and withdraw the request."
              + " Default: wait for ever.")
  long timeout;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "The host, or the slot (HOST-SLOT), that is to leave; a host with all its slots. Default:"
              + " whichever executor takes the request.")
  Optional<String> host = Optional.empty();

  @Option(
      names = "--wait",
      description =
          "With --host: return when it has left, and not before its job is finished. Without --host"
              + " it has left anyway.")
  boolean wait;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    if (timeout < 0) {
      requirements.problem("--timeout: must not be negative; 0 is for ever");
    }
    if (host.filter(String::isBlank).isPresent()) {
      requirements.problem("--host: name a host or a slot, or leave it out");
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    String id = UUID.randomUUID().toString();
    String session = MessageIds.shutdown(id);
    try (Bus open = adapters.get().openBus(bus.choice(), bus.dataDir());
        Consumer replies = open.consume(Source.session(entities.completeQueue, session))) {
      Waiting.on(open.publish(destination(), request(id)));
      say("Waiting for " + host.orElse("an executor to take the request") + "...");
      Duration patience = timeout > 0 ? Duration.ofSeconds(timeout) : FOR_EVER;
      Optional<Lease> reply = Waiting.on(replies.receive(patience));
      if (reply.isEmpty()) {
        say(
            host.map(name -> "No executor called " + name + " has answered")
                    .orElse("No executor has taken the request")
                + "; it is withdrawn.");
        return ExitCode.FAILED;
      }
      report(reply.get());
      Waiting.on(reply.get().complete());
      return ExitCode.OK;
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private Destination destination() {
    if (host.isPresent()) {
      return Destination.queue(entities.completeQueue);
    }
    return entities.subscription.isPresent()
        ? Destination.topic(entities.workQueue)
        : Destination.queue(entities.workQueue);
  }

  /** The bus itself withdraws a request that nobody took in time. */
  private OutboundMessage request(String id) {
    OutboundMessage message =
        OutboundMessage.of(MessageCodec.encode(new Shutdown(id, host, wait && host.isPresent())))
            .withId(host.isPresent() ? MessageIds.namedShutdown(id) : MessageIds.shutdown(id));
    if (timeout > 0) {
      message = message.withTimeToLive(Duration.ofSeconds(timeout));
    }
    return host.isPresent()
        ? message.withSession(MessageIds.shutdownSession(host.get()))
        : entities.subscription.map(message::withSubject).orElse(message);
  }

  private void report(Lease reply) {
    String who;
    try {
      if (MessageCodec.decode(reply.message().body()) instanceof ShutdownReply answer) {
        who = answer.host();
        if (answer.busy()) {
          say("It has a job, and leaves when that is finished.");
        }
      } else {
        who = "an executor that answered in a way not understood";
      }
    } catch (MalformedMessageException e) {
      who = "an executor that answered in a way not understood: " + e.getMessage();
    }
    spec.commandLine().getOut().println(who);
  }
}
