package dev.lerwq.bus.embedded;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConsumerPlugin;

/**
 * Counts a message that a consumer held when its connection broke as an attempt, so that one which
 * kills its consumers ends among the dead letters.
 *
 * <p>Left alone, Artemis closes such a consumer twice at the same time, once as failed and once as
 * if it had said goodbye, and counts only if the former is faster.
 */
final class CountLostLeases implements ActiveMQServerConsumerPlugin {
  private final ActiveMQServer server;

  CountLostLeases(ActiveMQServer server) {
    this.server = server;
  }

  @Override
  public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
    if (failed || consumer.isBrowseOnly() || isConnected(consumer)) {
      return;
    }
    // Closing takes one off again.
    consumer
        .scanDeliveringReferences(false, from -> true, until -> false)
        .forEach(MessageReference::incrementDeliveryCount);
  }

  private boolean isConnected(ServerConsumer consumer) {
    ServerSession session = server.getSessionByID(consumer.getSessionID());
    return session != null && !session.getRemotingConnection().isDestroyed();
  }
}
