package dev.lerwq.queues;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.QueueStats;
import dev.lerwq.bus.QueueStats.Count;
import dev.lerwq.bus.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What can be told of a bus by peeking, without any right to manage it. It counts up to a limit,
 * knows only the subscriptions that it is asked for, and nothing of consumers.
 */
public final class PeekedStats implements BusAdmin {
  private static final int PAGE = 250;

  private final Bus bus;
  private final int most;

  /**
   * @param bus closed with this
   * @param most where counting ends
   */
  public PeekedStats(Bus bus, int most) {
    this.bus = bus;
    this.most = most;
  }

  @Override
  public CompletionStage<List<QueueStats>> stats(List<Inquiry> inquiries) {
    CompletionStage<List<QueueStats>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (Inquiry inquiry : inquiries) {
      for (Source source : sources(inquiry)) {
        all =
            all.thenCombine(
                of(source, inquiry.sessions()),
                (list, one) -> {
                  list.add(one);
                  return list;
                });
      }
    }
    return all;
  }

  private static List<Source> sources(Inquiry inquiry) {
    return inquiry.subscriptions().isEmpty()
        ? List.of(Source.queue(inquiry.entity()))
        : inquiry.subscriptions().stream()
            .sorted()
            .map(subscription -> Source.subscription(inquiry.entity(), subscription))
            .toList();
  }

  private CompletionStage<QueueStats> of(Source source, boolean sessions) {
    return count(source, 0, new ArrayList<>())
        .thenCombine(
            count(source.ofDeadLetters(), 0, new ArrayList<>()),
            (living, dead) -> stats(source, sessions, living, dead))
        .exceptionally(
            why -> QueueStats.unknown(source.entity(), source.subscription(), told(why)));
  }

  /** One entity that is missing leaves the others to tell; a bus that is away does not. */
  private static String told(Throwable why) {
    Throwable cause = why instanceof CompletionException ? why.getCause() : why;
    if (cause instanceof BusException.Misconfigured) {
      return cause.getMessage();
    }
    throw new CompletionException(cause);
  }

  private QueueStats stats(
      Source source, boolean sessions, List<InboundMessage> living, List<InboundMessage> dead) {
    return new QueueStats(
        source.entity(),
        source.subscription(),
        sessions
            ? Optional.of(
                (int) living.stream().flatMap(m -> m.session().stream()).distinct().count())
            : Optional.empty(),
        Optional.of(number(living)),
        Optional.of(number(dead)),
        living.stream()
            .map(InboundMessage::enqueuedAt)
            .filter(time -> !time.equals(Instant.EPOCH))
            .min(Instant::compareTo),
        Optional.empty(),
        Optional.empty());
  }

  private Count number(List<InboundMessage> found) {
    return new Count(found.size(), found.size() >= most);
  }

  private CompletionStage<List<InboundMessage>> count(
      Source source, long after, List<InboundMessage> found) {
    int wanted = Math.min(PAGE, most - found.size());
    if (wanted <= 0) {
      return CompletableFuture.completedFuture(found);
    }
    return bus.peek(source, after, wanted)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                return CompletableFuture.completedFuture(found);
              }
              page.stream().map(PeekedStats::withoutBody).forEach(found::add);
              return count(source, page.get(page.size() - 1).sequence(), found);
            });
  }

  private static InboundMessage withoutBody(InboundMessage message) {
    return new InboundMessage(
        new byte[0],
        message.id(),
        message.subject(),
        message.session(),
        message.sequence(),
        message.enqueuedAt(),
        message.attempt(),
        message.deadLetter());
  }

  @Override
  public void close() {
    bus.close();
  }
}
