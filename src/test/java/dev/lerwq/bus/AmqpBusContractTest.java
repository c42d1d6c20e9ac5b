package dev.lerwq.bus;

import java.nio.file.Path;

/** The contract, kept by the embedded broker and its adapter. */
class AmqpBusContractTest extends BusContract {
  @Override
  protected BusFixture start(Path directory) {
    return new ArtemisFixture(directory);
  }
}
