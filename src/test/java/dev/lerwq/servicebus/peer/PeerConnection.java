package dev.lerwq.servicebus.peer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Engine;
import org.apache.qpid.protonj2.engine.EngineFactory;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.engine.sasl.SaslOutcome;
import org.apache.qpid.protonj2.engine.sasl.SaslServerContext;
import org.apache.qpid.protonj2.engine.sasl.SaslServerListener;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;

/** One client's TCP connection: a thread reads, a thread writes, the loop thinks. */
final class PeerConnection {
  private static final System.Logger LOG = System.getLogger(PeerConnection.class.getName());
  private static final int BUFFER = 65_536;

  private final Socket socket;
  private final Loop loop;
  private final Faults faults;
  private final Engine engine = EngineFactory.PROTON.createEngine();
  private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
  private final List<Receiver> receivers = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();
  private final List<Runnable> whenGone = new ArrayList<>();
  private Connection connection;

  PeerConnection(Socket socket, Loop loop, Faults faults) {
    this.socket = socket;
    this.loop = loop;
    this.faults = faults;
  }

  /** On the loop. */
  void start(
      BiConsumer<PeerConnection, Receiver> onReceiver,
      BiConsumer<PeerConnection, Sender> onSender) {
    engine.outputHandler(
        (ProtonBuffer bytes, Runnable done) -> {
          send(Encoding.bytes(bytes));
          bytes.close();
          if (done != null) {
            done.run();
          }
        });
    engine.errorHandler(failed -> cut());
    engine.saslDriver().server().setListener(new AnySasl());
    connection = engine.start();
    connection.setContainerId("servicebus-peer").setMaxFrameSize(BUFFER).setChannelMax(4_999);
    connection.openHandler(
        opened -> {
          opened.open();
          opened.tickAuto(loop.thread());
        });
    connection.closeHandler(Connection::close);
    connection.sessionOpenHandler(
        session -> {
          session.closeHandler(Session::close);
          session.open();
        });
    connection.receiverOpenHandler(
        receiver -> guard(() -> opened(receivers, receiver, onReceiver)));
    connection.senderOpenHandler(sender -> guard(() -> opened(senders, sender, onSender)));
    Loop.daemon(this::read, "servicebus-peer-in").start();
    Loop.daemon(this::write, "servicebus-peer-out").start();
  }

  private <T> void opened(List<T> all, T link, BiConsumer<PeerConnection, T> handler) {
    all.add(link);
    handler.accept(this, link);
  }

  List<Receiver> receivers() {
    return List.copyOf(receivers);
  }

  List<Sender> senders() {
    return List.copyOf(senders);
  }

  /** What to do, on the loop, when the client is gone. */
  void whenGone(Runnable task) {
    whenGone.add(task);
  }

  void closeWith(Failure why) {
    connection.setCondition(why.asCondition());
    connection.close();
  }

  /** Ends TCP without a word. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A failure in one client's handler ends that client's connection, loudly. */
  void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the peer failed on a client's frame", e);
      cut();
    }
  }

  private void send(byte[] bytes) {
    long delay = faults.delayMillis();
    if (delay == 0) {
      outgoing.add(bytes);
    } else {
      var unused = loop.thread().schedule(() -> outgoing.add(bytes), delay, TimeUnit.MILLISECONDS);
    }
  }

  private void read() {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = socket.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] chunk = Arrays.copyOf(buffer, n);
        loop.execute(() -> guard(() -> ingest(chunk)));
      }
    } catch (IOException gone) {
      // The ordinary end of a connection that somebody cut.
    }
    cut();
    loop.execute(this::gone);
  }

  private void ingest(byte[] chunk) {
    if (!engine.isShutdown() && !engine.isFailed()) {
      engine.accept(Encoding.wrap(chunk));
    }
  }

  private void gone() {
    whenGone.forEach(Runnable::run);
    if (!engine.isShutdown()) {
      engine.shutdown();
    }
  }

  private void write() {
    try (OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER)) {
      while (!socket.isClosed()) {
        byte[] bytes = outgoing.poll(200, TimeUnit.MILLISECONDS);
        if (bytes != null) {
          while (bytes != null) {
            out.write(bytes);
            bytes = outgoing.poll();
          }
          out.flush();
        }
      }
    } catch (IOException gone) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes whatever mechanism the client picks: identity is {@code $cbs}' business. */
  private static final class AnySasl implements SaslServerListener {
    @Override
    public void handleSaslHeader(SaslServerContext context, AMQPHeader header) {
      context.sendMechanisms(
          new Symbol[] {
            Symbol.valueOf("MSSBCBS"), Symbol.valueOf("PLAIN"),
            Symbol.valueOf("ANONYMOUS"), Symbol.valueOf("EXTERNAL")
          });
    }

    @Override
    public void handleSaslInit(SaslServerContext context, Symbol mechanism, ProtonBuffer response) {
      context.sendOutcome(SaslOutcome.SASL_OK, null);
    }

    @Override
    public void handleSaslResponse(SaslServerContext context, ProtonBuffer response) {
      context.sendOutcome(SaslOutcome.SASL_OK, null);
    }
  }
}
