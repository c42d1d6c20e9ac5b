package dev.lerwq.nothing;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Reads a body on the event loop, as the reflector does, and then does nothing with it. */
@Singleton
@Path("/")
public class Nothing {

  /** Answers with the length of the body. */
  @POST
  @Path("webhooks/github")
  @NonBlocking
  public Uni<String> receive(HttpServerRequest request) {
    return Uni.createFrom()
        .<byte[]>emitter(
            emitter -> {
              Buffer body = Buffer.buffer(64 * 1024);
              request.handler(body::appendBuffer);
              request.endHandler(end -> emitter.complete(body.getBytes()));
              request.exceptionHandler(emitter::fail);
              request.resume();
            })
        .map(body -> "read " + body.length + " bytes\n");
  }
}
