package dev.lerwq.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over keep-alive connections from one event loop. It writes and reads HTTP/1.1 by
 * hand, because it shares the machine with what it measures.
 *
 * <p>{@link #atRate} is open-loop: requests are due at fixed times, whether or not earlier ones
 * have been answered, and latency counts from when a request was due, not from when it could be
 * sent.
 */
final class Load implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final int port;
  private final Deque<Line> free = new ArrayDeque<>();

  /** What came of it. Latencies are in microseconds. */
  record Result(Histogram latency, long ok, long refused, double seconds) {
    double perSecond() {
      return ok / seconds;
    }

    double ms(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1000.0;
    }
  }

  Load(int port, int connections) throws InterruptedException, ExecutionException {
    this.port = port;
    for (int i = 0; i < connections; i++) {
      free.add(connect().get());
    }
  }

  private CompletableFuture<Line> connect() {
    CompletableFuture<Line> made = new CompletableFuture<>();
    vertx
        .createNetClient(new NetClientOptions().setTcpNoDelay(true))
        .connect(port, "127.0.0.1")
        .onSuccess(socket -> made.complete(new Line(socket)))
        .onFailure(made::completeExceptionally);
    return made;
  }

  /** As many as will go: each connection sends its next request when the last is answered. */
  Result atMost(Deliveries deliveries, double seconds)
      throws InterruptedException, ExecutionException {
    Run run = new Run(deliveries, System.nanoTime() + (long) (seconds * 1e9));
    vertx.runOnContext(
        v -> {
          run.begin();
          new ArrayDeque<>(free).forEach(line -> run.closedLoop(line));
        });
    return run.done.get();
  }

  /** At a fixed rate. */
  Result atRate(Deliveries deliveries, double perSecond, double seconds)
      throws InterruptedException, ExecutionException {
    Run run = new Run(deliveries, System.nanoTime() + (long) (seconds * 1e9));
    vertx.runOnContext(
        v -> {
          run.begin();
          run.openLoop(1e9 / perSecond);
        });
    return run.done.get();
  }

  @Override
  public void close() {
    vertx.close();
  }

  private final class Run {
    private final Deliveries deliveries;
    private final long end;
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    private final Deque<Long> overdue = new ArrayDeque<>();
    private long start;
    private long last;
    private long ok;
    private long refused;
    private int inFlight;
    private boolean stopped;

    Run(Deliveries deliveries, long end) {
      this.deliveries = deliveries;
      this.end = end;
    }

    void begin() {
      start = System.nanoTime();
      last = start;
    }

    void closedLoop(Line line) {
      free.remove(line);
      if (System.nanoTime() >= end || deliveries.left() == 0) {
        free.add(line);
        stopped = true;
        finishIfIdle();
        return;
      }
      send(line, System.nanoTime(), () -> closedLoop(line));
    }

    void openLoop(double intervalNs) {
      long[] sent = {0};
      vertx.setPeriodic(
          1,
          timer -> {
            long now = System.nanoTime();
            while (start + (long) (sent[0] * intervalNs) <= now && !stopped) {
              long due = start + (long) (sent[0]++ * intervalNs);
              stopped = due >= end || deliveries.left() - overdue.size() <= 0;
              if (!stopped) {
                overdue.add(due);
              }
            }
            sendOverdue();
            if (stopped) {
              vertx.cancelTimer(timer);
              finishIfIdle();
            }
          });
    }

    private void sendOverdue() {
      while (!overdue.isEmpty() && !free.isEmpty()) {
        Line line = free.poll();
        send(
            line,
            overdue.poll(),
            () -> {
              free.add(line);
              sendOverdue();
              finishIfIdle();
            });
      }
    }

    private void send(Line line, long due, Runnable after) {
      inFlight++;
      line.send(
          deliveries.next(),
          status -> {
            last = System.nanoTime();
            latency.recordValue(Math.max(0, (last - due) / 1000));
            inFlight--;
            if (status == 200) {
              ok++;
            } else {
              refused++;
            }
            after.run();
          });
    }

    private void finishIfIdle() {
      if (stopped && inFlight == 0 && overdue.isEmpty()) {
        done.complete(new Result(latency, ok, refused, (last - start) / 1e9));
      }
    }
  }

  /** One connection. */
  private static final class Line {
    private final NetSocket socket;
    private Buffer answer = Buffer.buffer();
    private IntConsumer waiting = status -> {};

    Line(NetSocket socket) {
      this.socket = socket;
      socket.handler(this::read);
      socket.closeHandler(v -> waiting.accept(0));
    }

    void send(Buffer request, IntConsumer then) {
      waiting = then;
      socket.write(request);
    }

    private void read(Buffer chunk) {
      answer.appendBuffer(chunk);
      String text = answer.toString("ISO-8859-1");
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return;
      }
      int length = text.toLowerCase(Locale.ROOT).indexOf("content-length: ");
      int body = Integer.parseInt(text.substring(length + 16, text.indexOf('\r', length)));
      if (text.length() < head + 4 + body) {
        return;
      }
      int status = Integer.parseInt(text.substring(9, 12));
      answer = Buffer.buffer();
      IntConsumer then = waiting;
      waiting = ignored -> {};
      then.accept(status);
    }
  }
}
