package dev.lerwq.reflector;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Reads a request's body on the event loop, no further than a limit. The framework's own reading
 * would move larger bodies to a blocking thread.
 */
final class RequestBody {
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
  Uni<byte[]> read() {
    return Uni.createFrom().<byte[]>emitter(emitter -> readInto(emitter));
  }

  private void readInto(UniEmitter<? super byte[]> emitter) {
    Buffer body = Buffer.buffer(announced() < limit ? (int) announced() : 64 * 1024);
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > limit) {
            request.handler(null).endHandler(null).pause();
            emitter.fail(new TooLargeException());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> emitter.complete(body.getBytes()));
    request.exceptionHandler(emitter::fail);
    request.resume();
  }
}
