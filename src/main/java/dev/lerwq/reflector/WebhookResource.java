package dev.lerwq.reflector;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The webhook over HTTP. Runs on the event loop from the first byte to the response: nothing here
 * may block.
 */
@Singleton
@Path("/")
public class WebhookResource {
  /** GitHub caps payloads at 25 MB. */
  static final int MAX_BODY = 25 * 1024 * 1024;

  private final Reflector reflector;
  private final Admission admission;

  WebhookResource(Reflector reflector, Admission admission) {
    this.reflector = reflector;
    this.admission = admission;
  }

  /** Takes one delivery. */
  @POST
  @Path("webhooks/github")
  @NonBlocking
  public CompletionStage<RestResponse<String>> receive(HttpServerRequest request) {
    return answer(request).thenApply(WebhookResource::response);
  }

  /** The same where the Node.js predecessor listened. */
  @POST
  @Path("api/Post")
  @NonBlocking
  public CompletionStage<RestResponse<String>> receiveUnderOldName(HttpServerRequest request) {
    return receive(request);
  }

  private CompletionStage<Reply> answer(HttpServerRequest request) {
    RequestBody body = new RequestBody(request, MAX_BODY);
    String event = request.getHeader("X-GitHub-Event");
    if (body.announced() > MAX_BODY) {
      return CompletableFuture.completedFuture(reflector.refuse(event, Reply.tooLarge()));
    }
    Optional<Admission.Admitted> room = admission.admit(body.announced());
    if (room.isEmpty()) {
      return CompletableFuture.completedFuture(reflector.refuse(event, Reply.overloaded()));
    }
    return reading(body, room.get())
        .thenCompose(bytes -> reflector.receive(delivery(request, bytes)))
        .whenComplete((reply, failure) -> room.get().release())
        .exceptionally(failure -> unread(event, failure));
  }

  private static CompletionStage<byte[]> reading(RequestBody body, Admission.Admitted room) {
    try {
      return body.read();
    } catch (RuntimeException | Error e) {
      room.release();
      throw e;
    }
  }

  private Reply unread(String event, Throwable failure) {
    if (failure.getCause() instanceof RequestBody.TooLargeException) {
      return reflector.refuse(event, Reply.tooLarge());
    }
    throw (CompletionException) failure;
  }

  private static Delivery delivery(HttpServerRequest request, byte[] body) {
    return new Delivery(
        request.getHeader("X-GitHub-Delivery"),
        request.getHeader("X-GitHub-Event"),
        request.getHeader("X-Hub-Signature-256"),
        request.getHeader(HttpHeaders.CONTENT_TYPE),
        body);
  }

  private static RestResponse<String> response(Reply reply) {
    RestResponse.ResponseBuilder<String> response =
        RestResponse.ResponseBuilder.<String>create(reply.status())
            .entity(reply.text() + "\n")
            .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"));
    if (reply.status() == RestResponse.StatusCode.SERVICE_UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, "1");
    }
    if (reply.status() == Reply.tooLarge().status()) {
      response.header("Connection", "close");
    }
    return response.build();
  }
}
