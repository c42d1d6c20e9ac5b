package dev.lerwq.bus;

import java.nio.file.Path;

/** The contract, kept by the process that runs the broker. */
class EmbeddedBusContractTest extends BusContract {
  @Override
  protected BusFixture start(Path directory) {
    return new EmbeddedFixture(directory);
  }
}
