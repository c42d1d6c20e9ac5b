package dev.lerwq.systemd;

import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A datagram socket where systemd's would be. */
public final class NotifiedSocket implements AutoCloseable {
  private final Socket socket;
  private final List<String> heard = new ArrayList<>();

  private NotifiedSocket(Socket socket) {
    this.socket = socket;
  }

  /** Whether this machine can have one. */
  public static boolean isPossible() {
    return Epoll.isAvailable();
  }

  /** Listens at a path, or at a name in the abstract namespace if it begins with {@code @}. */
  public static NotifiedSocket at(String address) throws IOException {
    Socket socket = Socket.newSocketDomainDgram();
    socket.bind(new DomainSocketAddress(address.replaceFirst("^@", "\0")));
    return new NotifiedSocket(socket);
  }

  /** All datagrams so far, oldest first. */
  public synchronized List<String> heard() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    try {
      for (var from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
          from != null;
          from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity())) {
        byte[] bytes = new byte[from.receivedAmount()];
        buffer.get(0, bytes);
        heard.add(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(heard);
  }

  /** Waits until it has been told this. */
  public void awaitState(String state) {
    await(state).atMost(Duration.ofSeconds(60)).until(() -> heard().contains(state));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
