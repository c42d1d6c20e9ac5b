package dev.lerwq.bus.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.jboss.logging.Logger;

/**
 * An Apache Artemis broker in this process. Whatever it acknowledged is on disk and survives the
 * end of the process, however abrupt.
 *
 * <p>It installs no shutdown hook: whoever starts it closes it. Not restartable; start another one
 * on the same directory instead.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The one user there is. */
  public static final String USER = "lerwq";

  private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);

  private final BrokerSettings settings;
  private final FileChannel lockFile;
  private final ActiveMQServer server;
  private final int port;

  private EmbeddedBroker(
      BrokerSettings settings, FileChannel lockFile, ActiveMQServer server, int port) {
    this.settings = settings;
    this.lockFile = lockFile;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it accepts connections, after about a second.
   *
   * @throws BrokerException if the directory cannot be used or belongs to a running broker, or if
   *     the port is taken; the message names the option to change
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    QuietLogs.apply();
    FileChannel lockFile = own(settings.directory());
    ActiveMQServer server = null;
    try {
      requireFreePort(settings);
      server =
          new ActiveMQServerImpl(
              BrokerConfiguration.of(settings), new OneUser(USER, settings.password()));
      StartFailure failure = new StartFailure();
      server.registerActivationFailureListener(failure::set);
      server.registerBrokerPlugin(new CountLostLeases(server));
      server.start();
      failure.rethrow(settings);
      if (!(server.getRemotingService().getAcceptor("amqp") instanceof NettyAcceptor acceptor)
          || acceptor.getActualPort() <= 0) {
        throw new BrokerException("the embedded bus did not open its port");
      }
      EmbeddedBroker broker =
          new EmbeddedBroker(settings, lockFile, server, acceptor.getActualPort());
      LOG.infof("embedded bus listens on %s:%d", settings.host(), broker.port);
      return broker;
    } catch (Exception e) {
      stop(server);
      release(lockFile);
      throw e instanceof BrokerException known
          ? known
          : new BrokerException("the embedded bus does not start: " + e.getMessage(), e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Stops listening and closes the journal. Idempotent. */
  @Override
  public void close() {
    if (!lockFile.isOpen()) {
      return;
    }
    stop(server);
    release(lockFile);
    LOG.debugf("embedded bus on port %d stopped", port);
  }

  /** The settings that it was started with. */
  BrokerSettings settings() {
    return settings;
  }

  /** The broker itself. */
  ActiveMQServer server() {
    return server;
  }

  @Override
  public String toString() {
    return "EmbeddedBroker[" + settings.directory() + ", port " + port + "]";
  }

  private static FileChannel own(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new BrokerException(
            "the bus in "
                + directory
                + " belongs to a process that is running; stop that one, or choose another data_dir");
      }
      return channel;
    } catch (IOException e) {
      throw new BrokerException(
          "the embedded bus cannot use " + directory + " (" + e + "); choose another data_dir", e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      // Held until the channel is closed, at the latest by the end of the process.
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  /** Artemis logs a failed bind and goes on, so look first. */
  private static void requireFreePort(BrokerSettings settings) throws IOException {
    if (settings.port() == 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
    } catch (BindException e) {
      throw new BrokerException(
          "the embedded bus cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "); choose another bus_port or bus_host",
          e);
    }
  }

  private static void stop(ActiveMQServer server) {
    if (server == null) {
      return;
    }
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warnf(
          e, "embedded bus did not stop cleanly; its journal will be checked at the next start");
    }
  }

  private static void release(FileChannel lockFile) {
    try {
      lockFile.close();
    } catch (IOException e) {
      LOG.debugf(e, "closing the lock file");
    }
  }

  /** What Artemis tells about an activation that failed. */
  private static final class StartFailure {
    private volatile Exception cause;

    void set(Exception e) {
      cause = e;
    }

    void rethrow(BrokerSettings settings) {
      if (cause != null) {
        throw new BrokerException(
            "the embedded bus does not start in "
                + settings.directory()
                + ": "
                + cause.getMessage(),
            cause);
      }
    }
  }
}
