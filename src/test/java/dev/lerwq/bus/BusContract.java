package dev.lerwq.bus;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Bus} does, whichever broker is behind it. An adapter's test extends this class
 * and supplies its peer; the tests themselves are in the interfaces, one per theme.
 */
@Timeout(60)
public abstract class BusContract
    implements PublishContract,
        ReceiveContract,
        SettleContract,
        SessionContract,
        DeadLetterContract,
        OutageContract {

  @TempDir Path directory;
  private BusFixture fixture;

  /** Starts a peer with empty entities. */
  protected abstract BusFixture start(Path directory) throws Exception;

  @BeforeEach
  void startPeer() throws Exception {
    fixture = start(directory);
  }

  @AfterEach
  void stopPeer() {
    fixture.close();
  }

  @Override
  public BusFixture peer() {
    return fixture;
  }
}
