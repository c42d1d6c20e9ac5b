package dev.lerwq.servicebus.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.protonj2.types.messaging.Target;

/** A Service Bus namespace on a loopback port. Safe to use from any thread. */
public final class ServiceBusPeer implements AutoCloseable {
  private static final String KEY_NAME = "RootManageSharedAccessKey";
  private static final String KEY = "c2VydmljZS1idXMtcGVlcg==";
  private static final long MAX_MESSAGE_SIZE = 1024 * 1024;
  private static final long SWEEP_MILLIS = 20;
  private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Loop loop = new Loop();
  private final Clock clock;
  private final Faults faults = new Faults(this);
  private final Map<String, Entity> entities = new HashMap<>();
  private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
  private final SendingClients sending;
  private final ReceivingClients receiving;
  private Optional<ServerSocket> listener = Optional.empty();
  private int port;

  private ServiceBusPeer(Clock clock) {
    this.clock = clock;
    RequestNodes nodes = new RequestNodes(this, new Cbs(KEY_NAME, KEY));
    this.sending = new SendingClients(this, nodes, MAX_MESSAGE_SIZE);
    this.receiving = new ReceivingClients(this, nodes);
  }

  /** Starts an empty namespace on a free port. */
  public static ServiceBusPeer start() {
    return start(Clock.systemUTC());
  }

  /** The same; locks, times to live and schedules go by {@code clock}. */
  public static ServiceBusPeer start(Clock clock) {
    ServiceBusPeer peer = new ServiceBusPeer(clock);
    peer.listen();
    var unused =
        peer.loop
            .thread()
            .scheduleWithFixedDelay(
                () -> List.copyOf(peer.entities.values()).forEach(Entity::sweep),
                SWEEP_MILLIS,
                SWEEP_MILLIS,
                TimeUnit.MILLISECONDS);
    return peer;
  }

  /** Listens, again on the same port after {@link #stop}. What was stored is still there. */
  public synchronized void listen() {
    try {
      ServerSocket socket = bind();
      port = socket.getLocalPort();
      listener = Optional.of(socket);
      Loop.daemon(() -> accept(socket), "servicebus-peer-accept").start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  /** Binds; the port it had before may need a moment until the system has let go of it. */
  private ServerSocket bind() throws IOException {
    long patience = System.nanoTime() + REBIND_NANOS;
    while (true) {
      try {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (System.nanoTime() > patience) {
          throw e;
        }
        LockSupport.parkNanos(REBIND_NANOS / 1_000);
      }
    }
  }

  /** Stops as if the namespace went down: nobody listens, all connections are cut. */
  public synchronized void stop() {
    try {
      if (listener.isPresent()) {
        listener.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listener = Optional.empty();
    faults.cutConnections();
  }

  public synchronized int port() {
    return port;
  }

  /** For clients that know {@code UseDevelopmentEmulator}, which turns TLS off. */
  public String connectionString() {
    return connectionString(KEY);
  }

  /** The same with a key that is not this namespace's. */
  public String connectionStringWithWrongKey() {
    return connectionString("d3Jvbmc=");
  }

  private String connectionString(String key) {
    return "Endpoint=sb://localhost:"
        + port()
        + ";SharedAccessKeyName="
        + KEY_NAME
        + ";SharedAccessKey="
        + key
        + ";UseDevelopmentEmulator=true";
  }

  public ServiceBusPeer queue(String name, EntityOptions options) {
    onLoop(() -> addQueue(name, options));
    return this;
  }

  public ServiceBusPeer topic(String name, Duration duplicateWindow) {
    onLoop(() -> entities.put(key(name), new TopicEntity(name, clock, duplicateWindow)));
    return this;
  }

  /**
   * @param label the subject that the subscription takes; empty for every message
   */
  public ServiceBusPeer subscription(
      String topic, String name, Optional<String> label, EntityOptions options) {
    onLoop(
        () -> {
          QueueEntity queue = addQueue(topic + "/subscriptions/" + name, options);
          ((TopicEntity) entities.get(key(topic))).subscribe(label, queue);
        });
    return this;
  }

  private QueueEntity addQueue(String path, EntityOptions options) {
    String dead = path + "/$deadletterqueue";
    QueueEntity deadLetters =
        new QueueEntity(dead, options.ofDeadLetters(), clock, Optional.empty());
    QueueEntity queue = new QueueEntity(path, options, clock, Optional.of(deadLetters));
    entities.put(key(dead), deadLetters);
    entities.put(key(path), queue);
    return queue;
  }

  /** How many messages an entity holds, locked, deferred and scheduled ones included. */
  public int depth(String path) {
    return loop.call(() -> queueAt(path).all().size());
  }

  /** The bare messages (properties, application properties, body) as their senders wrote them. */
  public List<byte[]> bareMessages(String path) {
    return loop.call(() -> queueAt(path).all().values().stream().map(StoredMessage::bare).toList());
  }

  /** Puts a message, given as its encoded sections, as if a client had sent it. */
  public void put(String path, byte[] sections) {
    onLoop(() -> entities.get(key(path)).publish(StoredMessage.parse(sections, false).get(0)));
  }

  /** How many clients are connected. */
  public int connectionCount() {
    return connections.size();
  }

  public Faults faults() {
    return faults;
  }

  /** Stops for good. */
  @Override
  public void close() {
    stop();
    loop.thread().shutdownNow();
  }

  void onLoop(Runnable task) {
    loop.run(task);
  }

  Set<PeerConnection> connections() {
    return connections;
  }

  Optional<Entity> entity(String path) {
    return Optional.ofNullable(entities.get(key(path)));
  }

  QueueEntity queueAt(String path) {
    return (QueueEntity) entity(path).orElseThrow();
  }

  void detach(String path, Failure why) {
    for (PeerConnection connection : connections) {
      connection.senders().stream()
          .filter(l -> l.getSource() != null && isAt(path, l.getSource().getAddress()))
          .forEach(l -> Links.fail(l, why));
      connection.receivers().stream()
          .filter(l -> l.getTarget() instanceof Target target && isAt(path, target.getAddress()))
          .forEach(l -> Links.fail(l, why));
    }
  }

  private static boolean isAt(String path, String address) {
    return address != null && key(path).equals(key(address));
  }

  private static String key(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  private void accept(ServerSocket socket) {
    try {
      while (true) {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        PeerConnection connection = new PeerConnection(client, loop, faults);
        loop.execute(
            () -> {
              connections.add(connection);
              connection.whenGone(() -> connections.remove(connection));
              connection.start(sending::attach, receiving::attach);
            });
      }
    } catch (IOException stopped) {
      // The listener was closed: the ordinary end.
    }
  }
}
