package dev.lerwq.wiring;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A bus together with the broker that it leads to: closing it stops both. */
record OwnedBroker(Bus bus, EmbeddedBroker broker) implements Bus {

  @Override
  public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
    return bus.publish(destination, message);
  }

  @Override
  public Duration publishTimeout() {
    return bus.publishTimeout();
  }

  @Override
  public Consumer consume(Source source) {
    return bus.consume(source);
  }

  @Override
  public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
    return bus.peek(source, afterSequence, max);
  }

  @Override
  public CompletionStage<Void> check(Destination destination) {
    return bus.check(destination);
  }

  @Override
  public BusCapabilities capabilities() {
    return bus.capabilities();
  }

  @Override
  public void close() {
    bus.close();
    broker.close();
  }
}
