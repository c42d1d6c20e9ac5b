package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Artemis tells about one of its queues.
 *
 * @param address the address that it is on
 * @param name its name, unique in the broker
 * @param messages how many, those being delivered too
 * @param consumers how many are attached
 * @param oldest when it took the first message that is not being delivered
 */
record QueueFacts(
    String address, String name, long messages, int consumers, Optional<Instant> oldest) {

  /**
   * Reads the answer of {@code listQueues}: an array with one string, which is an object again,
   * where numbers may be strings.
   *
   * @throws BusException.Misconfigured if it is anything else
   */
  static List<QueueFacts> parse(String answer) {
    try {
      return queues(new JsonObject(new JsonArray(answer).getString(0)));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new BusException.Misconfigured(
          "the bus lists its queues in a way not understood; is it Apache Artemis?", e);
    }
  }

  private static List<QueueFacts> queues(JsonObject page) {
    return page.getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .map(
            queue ->
                new QueueFacts(
                    queue.getString("address"),
                    queue.getString("name"),
                    number(queue, "messageCount"),
                    (int) number(queue, "consumerCount"),
                    Optional.empty()))
        .toList();
  }

  private static long number(JsonObject queue, String key) {
    return Long.parseLong(String.valueOf(queue.getValue(key)));
  }

  QueueFacts withOldest(Optional<Instant> value) {
    return new QueueFacts(address, name, messages, consumers, value);
  }

  /** How to attach to it. */
  String path() {
    return address.equals(name) ? address : address + "::" + name;
  }
}
