package dev.lerwq.bus;

import java.time.Duration;

/**
 * A running peer with a known set of entities, for {@link BusContract}. One fixture serves one
 * test; {@link #close} ends every bus that it opened, and the peer.
 */
public interface BusFixture extends AutoCloseable {

  /** What a peer, or its adapter, may be unable to do. Tests that need it are skipped. */
  enum Lack {
    /** Bodies beyond 256 kB are refused. */
    LARGE_BODIES,
    /** What the peer held is gone after {@link #stopPeer}. */
    MEMORY_OVER_RESTART,
    /** Entities come into being when they are used, so none is ever missing. */
    MISSING_ENTITIES,
    /** Every set of credentials is accepted. */
    CREDENTIALS,
    /** Giving a message back always counts as an attempt. */
    UNCOUNTED_RELEASE,
    /** {@link OutboundMessage#notBefore} is ignored. */
    NOT_BEFORE
  }

  boolean lacks(Lack lack);

  /** The bus under test: always the same one, with a {@link Bus#publishTimeout} of 1 to 5 s. */
  Bus bus();

  /** One more bus with the same settings, on a connection of its own. */
  Bus anotherBus();

  /** A bus whose password is wrong. */
  Bus busWithWrongPassword();

  /** A queue without sessions, where a message is handed out {@link #maxAttempts} times at most. */
  String queue();

  /** Another queue like {@link #queue}. */
  String otherQueue();

  /** A topic with the subscriptions {@code red} and {@code blue} for these very subjects. */
  String topic();

  /** A queue with sessions. */
  String sessionQueue();

  /** A queue that drops messages with an id that it has seen. */
  String duplicateDetectingQueue();

  /** Another queue like {@link #duplicateDetectingQueue}. */
  String otherDuplicateDetectingQueue();

  /** 3 to 10. */
  int maxAttempts();

  /** How long a lock lasts on these entities; read only where leases expire. */
  Duration lockDuration();

  /** How many messages the peer holds for {@code source}, leased ones included. */
  long depth(Source source);

  /** Breaks every TCP connection to the peer, without any goodbye. The peer goes on listening. */
  void cutConnections();

  /** Stops the peer as if its process ended; nobody listens on its port afterwards. */
  void stopPeer();

  /** Starts it again on the same port. */
  void startPeer();

  @Override
  void close();
}
