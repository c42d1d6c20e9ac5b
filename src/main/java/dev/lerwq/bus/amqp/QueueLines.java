package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusAdmin.Inquiry;
import dev.lerwq.bus.QueueStats;
import dev.lerwq.bus.QueueStats.Count;
import dev.lerwq.bus.artemis.Addresses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** From the broker's queues back to entities, subscriptions and sessions. */
final class QueueLines {
  private final Inquiry inquiry;
  private final List<QueueFacts> living;
  private final List<QueueFacts> dead;

  private QueueLines(Inquiry inquiry, List<QueueFacts> queues) {
    this.inquiry = inquiry;
    this.living = at(queues, inquiry.entity());
    this.dead = at(queues, Addresses.deadLetters(inquiry.entity()));
  }

  static List<QueueStats> of(Inquiry inquiry, List<QueueFacts> queues) {
    return new QueueLines(inquiry, queues).lines();
  }

  private static List<QueueFacts> at(List<QueueFacts> queues, String address) {
    return queues.stream().filter(queue -> queue.address().equals(address)).toList();
  }

  private List<QueueStats> lines() {
    if (inquiry.sessions()) {
      long sessions = living.stream().filter(queue -> !part(queue).isEmpty()).count();
      return List.of(line(Optional.empty(), Optional.of((int) sessions), living, dead));
    }
    Set<String> parts = new TreeSet<>(inquiry.subscriptions());
    living.stream().map(QueueLines::part).forEach(parts::add);
    dead.stream().map(QueueLines::part).forEach(parts::add);
    boolean queueItself = parts.remove("") && isUsed();
    List<QueueStats> lines = new ArrayList<>();
    if (queueItself || parts.isEmpty()) {
      lines.add(line(Optional.empty(), Optional.empty(), of(living, ""), of(dead, "")));
    }
    for (String part : parts) {
      lines.add(line(Optional.of(part), Optional.empty(), of(living, part), of(dead, part)));
    }
    return lines;
  }

  /** Checking whether a topic can be published to leaves an empty queue of its name. */
  private boolean isUsed() {
    return of(living, "").stream().anyMatch(queue -> queue.messages() + queue.consumers() > 0)
        || of(dead, "").stream().anyMatch(queue -> queue.messages() > 0);
  }

  private QueueStats line(
      Optional<String> subscription,
      Optional<Integer> sessions,
      List<QueueFacts> alive,
      List<QueueFacts> deceased) {
    Optional<Instant> oldest =
        alive.stream().flatMap(queue -> queue.oldest().stream()).min(Instant::compareTo);
    return new QueueStats(
        inquiry.entity(),
        subscription,
        sessions,
        Optional.of(count(alive)),
        Optional.of(count(deceased)),
        oldest,
        Optional.of(alive.stream().mapToInt(QueueFacts::consumers).sum()),
        Optional.empty());
  }

  private static Count count(List<QueueFacts> queues) {
    return Count.exactly(queues.stream().mapToLong(QueueFacts::messages).sum());
  }

  private static List<QueueFacts> of(List<QueueFacts> queues, String part) {
    return queues.stream().filter(queue -> part(queue).equals(part)).toList();
  }

  /** The subscription or session; empty for the queue of the entity itself. */
  private static String part(QueueFacts queue) {
    String prefix = queue.address() + "/";
    return queue.name().startsWith(prefix)
        ? Addresses.decode(queue.name().substring(prefix.length()))
        : "";
  }
}
