package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.QueueStats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks Artemis at its management address, for which the user needs the right to manage; and looks
 * at the head of each queue, since Artemis counts ages from when the sender says that it sent.
 */
public final class ArtemisAdmin implements BusAdmin {
  private static final Logger LOG = Logger.getLogger(ArtemisAdmin.class);
  private static final int PAGE = 500;
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final AmqpSettings settings;
  private final Context context;
  private final Connection connection;

  /** Connects when first asked. */
  public ArtemisAdmin(Vertx vertx, AmqpSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.connection = new Connection(vertx, context, settings);
  }

  @Override
  public CompletionStage<List<QueueStats>> stats(List<Inquiry> inquiries) {
    CompletionStage<List<QueueStats>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (Inquiry inquiry : inquiries) {
      all =
          all.thenCompose(
              lines ->
                  stats(inquiry)
                      .thenApply(
                          more -> {
                            lines.addAll(more);
                            return lines;
                          }));
    }
    return all;
  }

  private CompletionStage<List<QueueStats>> stats(Inquiry inquiry) {
    return queues(inquiry.entity(), 1, new ArrayList<>())
        .thenCompose(this::withHeads)
        .thenApply(queues -> QueueLines.of(inquiry, queues));
  }

  private CompletionStage<List<QueueFacts>> queues(
      String entity, int page, List<QueueFacts> found) {
    JsonObject filter =
        new JsonObject().put("field", "name").put("operation", "CONTAINS").put("value", entity);
    String parameters = new JsonArray().add(filter.encode()).add(page).add(PAGE).encode();
    return onContext(
            () ->
                new ManagementRequest(vertx, connection, settings, "listQueues", parameters)
                    .start())
        .thenCompose(
            answer -> {
              List<QueueFacts> more = QueueFacts.parse(answer);
              found.addAll(more);
              return more.size() < PAGE
                  ? CompletableFuture.completedFuture(found)
                  : queues(entity, page + 1, found);
            });
  }

  private CompletionStage<List<QueueFacts>> withHeads(List<QueueFacts> queues) {
    CompletionStage<List<QueueFacts>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (QueueFacts queue : queues) {
      all =
          all.thenCompose(
              list ->
                  head(queue)
                      .thenApply(
                          oldest -> {
                            list.add(queue.withOldest(oldest));
                            return list;
                          }));
    }
    return all;
  }

  private CompletionStage<Optional<Instant>> head(QueueFacts queue) {
    if (queue.messages() == 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return onContext(() -> new Browse(vertx, connection, settings, queue.path(), 0, 1).start())
        .thenApply(
            messages ->
                messages.stream()
                    .map(message -> message.enqueuedAt())
                    .filter(time -> !time.equals(Instant.EPOCH))
                    .findFirst());
  }

  private <T> CompletionStage<T> onContext(Supplier<CompletionStage<T>> action) {
    return OnContext.run(context, action);
  }

  @Override
  public void close() {
    CountDownLatch done = new CountDownLatch(1);
    context.runOnContext(v -> connection.close(done::countDown));
    try {
      if (!done.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debugf("the bus at %s did not say goodbye", settings.peer());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
