package dev.lerwq.reflector;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a request's body on the event loop, no further than a limit. The framework's own reading
 * would move larger bodies to a blocking thread.
 */
final class RequestBody {
  private static final int FIRST_ROOM = 64 * 1024;

  private final HttpServerRequest request;
  private final int limit;

  RequestBody(HttpServerRequest request, int limit) {
    this.request = request;
    this.limit = limit;
  }

  /** The body is larger than the limit. What is left of it has not been read. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the body is larger than the limit", null, false, false);
    }
  }

  /** How much room it may take: what it announces, or the limit if it does not. */
  long announced() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? limit : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return limit;
    }
  }

  /**
   * The whole body.
   *
   * @return fails with {@link TooLargeException}, or with what broke the connection
   */
  CompletionStage<byte[]> read() {
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    byte[] known = new byte[announced() < limit ? (int) announced() : FIRST_ROOM];
    Filling filling = new Filling(known);
    request.handler(
        chunk -> {
          if (filling.length + chunk.length() > limit) {
            request.handler(null).endHandler(null).pause();
            whole.completeExceptionally(new TooLargeException());
          } else {
            filling.add(chunk);
          }
        });
    request.endHandler(end -> whole.complete(filling.bytes()));
    request.exceptionHandler(whole::completeExceptionally);
    request.resume();
    return whole;
  }

  /** What has come in; in the usual case, right into the array that is handed out. */
  private final class Filling {
    private byte[] room;
    private int length;

    private Filling(byte[] room) {
      this.room = room;
    }

    private void add(Buffer chunk) {
      int end = length + chunk.length();
      if (end > room.length) {
        room = Arrays.copyOf(room, Math.max(end, Math.min(limit, 2 * room.length)));
      }
      chunk.getBytes(room, length);
      length = end;
    }

    private byte[] bytes() {
      return length == room.length ? room : Arrays.copyOf(room, length);
    }
  }
}
