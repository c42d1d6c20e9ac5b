package dev.lerwq.bus.servicebus;

import dev.lerwq.bus.BusContract;
import dev.lerwq.bus.BusFixture;
import java.nio.file.Path;

/** The contract, kept by Service Bus' client and the peer. */
class ServiceBusContractTest extends BusContract {
  @Override
  protected BusFixture start(Path directory) {
    return new PeerFixture();
  }
}
