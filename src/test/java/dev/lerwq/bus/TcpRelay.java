package dev.lerwq.bus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Stands between a client and its broker, so that a test can break connections, or have them fall
 * silent, without the broker's help.
 */
public final class TcpRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final IntSupplier target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean gone;

  public TcpRelay(IntSupplier targetPort) {
    this.target = targetPort;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Resets every connection. */
  public void cut() {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is closed, which is what was asked for.
        sockets.remove(socket);
      }
      sockets.remove(socket);
    }
  }

  /** From now on takes bytes and passes none on. */
  public void silence(boolean value) {
    silent = value;
  }

  /**
   * As if the network were gone: neither bytes nor the end of a connection reach the other side.
   */
  public void partition() {
    gone = true;
    silent = true;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        connect(client);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start("up", () -> copy(client, server));
      start("down", () -> copy(server, client));
    } catch (IOException e) {
      cutOne(client);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // Reset by one side, or by cut(); it ends like any other.
      end(from, to);
      return;
    }
    end(from, to);
  }

  private void end(Socket from, Socket to) {
    cutOne(from);
    if (!gone) {
      cutOne(to);
    }
  }

  private void cutOne(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(String what, Runnable action) {
    Thread thread = new Thread(action, "relay-" + what);
    thread.setDaemon(true);
    thread.start();
  }
}
