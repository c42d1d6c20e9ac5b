package dev.lerwq.servicebus.peer;

/** What a client can send to. All methods run on the peer's loop. */
sealed interface Entity permits QueueEntity, TopicEntity {

  String path();

  /** Stores a message; returns its sequence number, or 0 if it was dropped as a duplicate. */
  long publish(StoredMessage message);

  /** Does what is due: expiries, scheduled messages. */
  void sweep();
}
