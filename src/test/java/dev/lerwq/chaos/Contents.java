package dev.lerwq.chaos;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.QueueStats;
import dev.lerwq.bus.Source;
import dev.lerwq.queues.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is on the bus. Takes as long as there is much, however many runners there were. */
final class Contents {
  private static final int SHOWN = 9;

  /**
   * Both as topics: the sessions of a queue would be counted together, and then one had to look
   * into each that there ever was, for which the broker makes its queue anew and keeps it.
   */
  private static final List<BusAdmin.Inquiry> ALL =
      List.of(
          BusAdmin.Inquiry.topic("work-queue", Set.of()),
          BusAdmin.Inquiry.topic("work-complete", Set.of()));

  private Contents() {}

  /** Each queue that has messages or dead letters, and after it those that nobody is busy with. */
  static List<String> of(BusAdmin admin, Bus bus) throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (QueueStats queue : Waiting.on(admin.stats(ALL))) {
      Source source =
          queue
              .subscription()
              .map(part -> Source.subscription(queue.entity(), part))
              .orElseGet(() -> Source.queue(queue.entity()));
      List<Source> filled = new ArrayList<>();
      if (some(queue.depth())) {
        filled.add(source);
      }
      if (some(queue.deadLetters())) {
        filled.add(source.ofDeadLetters());
      }
      if (!filled.isEmpty()) {
        found.add(queue.toString());
      }
      for (Source each : filled) {
        Waiting.on(bus.peek(each, 0, SHOWN)).forEach(message -> found.add(message.toString()));
      }
    }
    return found;
  }

  private static boolean some(Optional<QueueStats.Count> count) {
    return count.filter(c -> c.number() > 0).isPresent();
  }
}
