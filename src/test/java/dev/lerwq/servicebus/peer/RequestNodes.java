package dev.lerwq.servicebus.peer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Target;

/** {@code $cbs} and {@code …/$management}: requests come on one link, replies go on another. */
final class RequestNodes {
  private static final String CBS = "$cbs";
  private static final String MANAGEMENT = "/$management";

  private final ServiceBusPeer peer;
  private final Cbs cbs;
  private final Map<Sender, Queue<StoredMessage>> waiting = new HashMap<>();

  RequestNodes(ServiceBusPeer peer, Cbs cbs) {
    this.peer = peer;
    this.cbs = cbs;
  }

  static boolean isNode(String address) {
    return address.equals(CBS) || address.toLowerCase(Locale.ROOT).endsWith(MANAGEMENT);
  }

  /** The entity that a management node belongs to; {@code address} itself for {@code $cbs}. */
  static String entityOf(String address) {
    return isNode(address) && !address.equals(CBS)
        ? address.substring(0, address.length() - MANAGEMENT.length())
        : address;
  }

  void attachReplies(PeerConnection connection, Sender link) {
    waiting.put(link, new ArrayDeque<>());
    connection.whenGone(() -> waiting.remove(link));
    link.creditStateUpdateHandler(this::flush);
    link.open();
  }

  void answer(Receiver requests, String address, StoredMessage request) {
    StoredMessage reply = address.equals(CBS) ? onToken(request) : onRequest(address, request);
    String replyTo = request.properties.getReplyTo();
    for (Sender link : requests.getSession().senders()) {
      if (waiting.containsKey(link) && link.isRemotelyOpen() && isCalled(link, replyTo)) {
        waiting.get(link).add(reply);
        flush(link);
        return;
      }
    }
  }

  /**
   * The Java client's reply-to is its reply link's target address, the JavaScript one's its name.
   */
  private static boolean isCalled(Sender link, String replyTo) {
    return Objects.equals(link.getName(), replyTo)
        || (link.getRemoteTarget() instanceof Target target
            && Objects.equals(target.getAddress(), replyTo));
  }

  private StoredMessage onToken(StoredMessage request) {
    Optional<Failure> fault = peer.faults().onToken();
    if (fault.isPresent()) {
      return Reply.failed(request, fault.get());
    }
    return cbs.accepts(request)
        ? Reply.of(request, 202, "Accepted")
        : Reply.failed(
            request,
            new Failure(401, "amqp:unauthorized-access", "InvalidSignature: The token is wrong."));
  }

  private StoredMessage onRequest(String address, StoredMessage request) {
    String path = entityOf(address);
    return peer.entity(path)
        .map(entity -> new Management(entity).answer(request))
        .orElseGet(() -> Reply.failed(request, Failure.entityNotFound(path)));
  }

  private void flush(Sender link) {
    Queue<StoredMessage> replies = waiting.getOrDefault(link, new ArrayDeque<>());
    while (!replies.isEmpty() && link.isSendable()) {
      OutgoingDelivery delivery = link.next();
      delivery.setTag(Encoding.deliveryTag(UUID.randomUUID()));
      delivery.settle();
      delivery.writeBytes(Encoding.wrap(replies.remove().encode()));
    }
  }
}
