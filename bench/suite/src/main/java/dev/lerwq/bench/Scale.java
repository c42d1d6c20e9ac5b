package dev.lerwq.bench;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Many parked consumers, and many waiting jobs, on one embedded broker. */
final class Scale implements Part {
  private static final String TOPIC = "work-queue";
  private static final int IN_FLIGHT = 256;
  private static final int DRAINERS = 16;
  private static final int BODY = 4000;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String title() {
    return "Scale: one embedded broker";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int consumers : quick ? new int[] {10, 100} : new int[] {10, 100, 1000}) {
      try (ReflectorProcess reflector = ReflectorProcess.start()) {
        park(reflector, consumers, figures);
      }
    }
    try (ReflectorProcess reflector = ReflectorProcess.start()) {
      backlog(reflector, quick ? 5_000 : 100_000, figures);
    }
    vertx.close();
    return figures;
  }

  private Bus bus(ReflectorProcess reflector) throws Exception {
    return new AmqpBus(vertx, AmqpSettings.parse(reflector.busUrl()));
  }

  /** Each on a connection and a label of its own, as executors of different boards are. */
  private void park(ReflectorProcess reflector, int count, List<Figure> figures) throws Exception {
    long before = Proc.residentKb(reflector.pid());
    long start = System.nanoTime();
    List<Bus> buses = new ArrayList<>();
    List<Consumer> consumers = new ArrayList<>();
    List<CompletableFuture<Optional<Lease>>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bus bus = bus(reflector);
      buses.add(bus);
      consumers.add(bus.consume(Source.subscription(TOPIC, "l" + i)));
      waiting.add(consumers.get(i).receive(Duration.ofHours(1)).toCompletableFuture());
      // A question on the same connection: its answer says that the connection is there.
      bus.check(Destination.topic(TOPIC)).toCompletableFuture().get();
    }
    double parked = (System.nanoTime() - start) / 1e6;
    long after = Proc.residentKb(reflector.pid());
    String with = count + " parked consumers: ";
    figures.add(
        Figure.of(
            with + "parking one; the broker's memory for each",
            Figure.ms(parked / count)
                + "; "
                + String.format("%.0f kB", (after - before) / (double) count)));
    figures.add(latency(reflector, waiting, consumers, with));
    consumers.forEach(Consumer::close);
    buses.forEach(Bus::close);
  }

  /** A new job to a consumer that waits, one after another. */
  private Figure latency(
      ReflectorProcess reflector,
      List<CompletableFuture<Optional<Lease>>> waiting,
      List<Consumer> consumers,
      String with)
      throws Exception {
    Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    try (Bus bus = bus(reflector)) {
      for (int i = 0; i < 200; i++) {
        int to = i % waiting.size();
        long start = System.nanoTime();
        var published =
            bus.publish(Destination.topic(TOPIC), message("m" + i, "l" + to)).toCompletableFuture();
        Lease lease = waiting.get(to).get().orElseThrow();
        latency.recordValue((System.nanoTime() - start) / 1000);
        lease.complete().toCompletableFuture().get();
        published.get();
        waiting.set(to, consumers.get(to).receive(Duration.ofHours(1)).toCompletableFuture());
      }
    }
    return Figure.of(
            with + "a new job reaches its consumer: p50, p99",
            Figure.ms(latency.getValueAtPercentile(50) / 1000.0)
                + ", "
                + Figure.ms(latency.getValueAtPercentile(99) / 1000.0))
        .bound("fdatasync");
  }

  private void backlog(ReflectorProcess reflector, int jobs, List<Figure> figures)
      throws Exception {
    long before = Proc.residentKb(reflector.pid());
    try (Bus bus = bus(reflector)) {
      figures.add(
          Figure.of(
                  String.format(
                      "publishing %,d jobs of %,d bytes, %d in flight", jobs, BODY, IN_FLIGHT),
                  String.format("%,.0f/s", publish(bus, jobs)))
              .bound("the processor"));
      figures.add(
          Figure.of(
              String.format("the broker's memory before and with %,d jobs waiting", jobs),
              before / 1024 + " MB, " + Proc.residentKb(reflector.pid()) / 1024 + " MB"));
      try (Consumer other = bus.consume(Source.subscription(TOPIC, "other"))) {
        List<CompletableFuture<Optional<Lease>>> waiting = new ArrayList<>();
        waiting.add(other.receive(Duration.ofHours(1)).toCompletableFuture());
        bus.publish(Destination.topic(TOPIC), message("first", "other"))
            .toCompletableFuture()
            .get();
        waiting.get(0).get().orElseThrow().complete().toCompletableFuture().get();
      }
      figures.add(
          Figure.of(
                  String.format("draining them with %d executors, each one at a time", DRAINERS),
                  String.format("%,.0f/s", drain(reflector, jobs)))
              .bound("round trips and fdatasync, not told apart"));
    }
  }

  private static double publish(Bus bus, int jobs) throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    long start = System.nanoTime();
    for (int i = 0; i < jobs; i++) {
      room.acquire();
      bus.publish(Destination.topic(TOPIC), message("b" + i, "backlog"))
          .whenComplete(
              (done, failure) -> {
                room.release();
                if (failure != null) {
                  throw new IllegalStateException(failure);
                }
              });
    }
    room.acquire(IN_FLIGHT);
    return jobs / ((System.nanoTime() - start) / 1e9);
  }

  private double drain(ReflectorProcess reflector, int jobs) throws Exception {
    List<Thread> threads = new ArrayList<>();
    Semaphore left = new Semaphore(jobs);
    long start = System.nanoTime();
    for (int i = 0; i < DRAINERS; i++) {
      Bus bus = bus(reflector);
      Thread thread =
          new Thread(
              () -> {
                try (bus;
                    Consumer consumer = bus.consume(Source.subscription(TOPIC, "backlog"))) {
                  while (left.tryAcquire()) {
                    Lease lease =
                        consumer
                            .receive(Duration.ofMinutes(1))
                            .toCompletableFuture()
                            .join()
                            .orElseThrow();
                    lease.complete().toCompletableFuture().join();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return jobs / ((System.nanoTime() - start) / 1e9);
  }

  private static OutboundMessage message(String id, String label) {
    return OutboundMessage.of(new byte[BODY]).withId(id).withSubject(label);
  }
}
