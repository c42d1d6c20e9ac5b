package dev.lerwq.doctor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The bus: whether its entities can be published to, and its subscription be looked at. */
public final class BusExamination implements Examination {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Bus bus;
  private final List<Destination> destinations;
  private final Optional<Source> source;

  /**
   * @param destinations what has to be there
   * @param source what an executor takes from; empty if that is not known
   */
  public BusExamination(Bus bus, List<Destination> destinations, Optional<Source> source) {
    this.bus = bus;
    this.destinations = List.copyOf(destinations);
    this.source = source;
  }

  @Override
  public String part() {
    return "bus";
  }

  @Override
  public void examine(Consumer<Finding> found) throws InterruptedException {
    for (Destination each : destinations) {
      String kind = each.kind().name().toLowerCase(Locale.ROOT);
      look(bus.check(each), "the " + kind + " " + each.entity() + " can be published to", found);
    }
    if (source.isPresent()) {
      look(bus.peek(source.get(), 0, 1), source.get() + " can be looked at", found);
    }
  }

  private void look(CompletionStage<?> stage, String good, Consumer<Finding> found)
      throws InterruptedException {
    try {
      stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      found.accept(Finding.ok(part(), good));
    } catch (ExecutionException e) {
      found.accept(Finding.problem(part(), "not so: " + good + ": " + e.getCause().getMessage()));
    } catch (TimeoutException e) {
      found.accept(
          Finding.problem(
              part(),
              "not so: " + good + ": no answer in " + PATIENCE.toSeconds() + " s; is it up?"));
    }
  }
}
