package dev.lerwq.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The socket that systemd names in {@code NOTIFY_SOCKET}. */
interface NotifySocket {

  /**
   * Sends one datagram.
   *
   * @throws IOException if it could not be sent
   */
  void send(String state) throws IOException;

  /**
   * The socket by the best means at hand: directly where Netty has native code for this machine,
   * else by the program {@code systemd-notify}, which the unit then has to allow with {@code
   * NotifyAccess=all}.
   *
   * @param address a path, or {@code @} and a name in Linux's abstract namespace
   */
  static NotifySocket at(String address) {
    return Epoll.isAvailable() ? state -> direct(address, state) : NotifySocket::program;
  }

  private static void direct(String address, String state) throws IOException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    if (path[0] == '@') {
      path[0] = 0;
    }
    byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
    ByteBuffer datagram = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    Socket socket = Socket.newSocketDomainDgram();
    try {
      if (socket.sendToDomainSocket(datagram, 0, bytes.length, path) != bytes.length) {
        throw new IOException("systemd's socket takes no more at the moment");
      }
    } finally {
      socket.close();
    }
  }

  private static void program(String state) throws IOException {
    Process process =
        new ProcessBuilder("systemd-notify", state)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new IOException("systemd-notify does not end", e);
    }
    if (process.isAlive() || process.exitValue() != 0) {
      throw new IOException("systemd-notify failed");
    }
  }
}
