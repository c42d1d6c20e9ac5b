package dev.lerwq.bus.embedded;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.embedded.MessageRouter.Place;
import dev.lerwq.bus.embedded.MessageRouter.VanishedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jboss.logging.Logger;

/**
 * Messages that go to disk together and are confirmed together. It tells their {@link Lane} what
 * becomes of each.
 */
final class Batch implements IOCallback {
  private static final Logger LOG = Logger.getLogger(Batch.class);

  private final MessageRouter router;
  private final Lane lane;
  private final List<Routed> routed = new ArrayList<>();

  /** A message in its queue, which will be on disk soon. */
  private record Routed(PendingMessage message, Place place) {}

  Batch(MessageRouter router, Lane lane) {
    this.router = router;
    this.lane = lane;
  }

  /**
   * Puts all that can be put.
   *
   * @param messages either all have ids, or none has
   */
  void put(List<PendingMessage> messages, StorageManager storage) {
    if (messages.stream().anyMatch(each -> each.id().isPresent())) {
      together(messages);
    } else {
      oneByOne(messages);
    }
    if (!routed.isEmpty()) {
      storage.afterCompleteOperations(this);
    }
  }

  /**
   * An id and its message are on disk together, or neither is. If one cannot be put, all is undone
   * and tried again without that one.
   */
  private void together(List<PendingMessage> messages) {
    while (!messages.isEmpty()) {
      Transaction transaction = router.begin();
      try {
        for (PendingMessage each : messages) {
          routed.add(new Routed(each, router.route(each.address(), each.encoded(), transaction)));
        }
        transaction.commit();
        return;
      } catch (Exception e) {
        undo(transaction);
        answer(messages.remove(Math.min(routed.size(), messages.size() - 1)), e);
        routed.clear();
      }
    }
  }

  /** Takes the ids out of those that have been seen, too. */
  private static void undo(Transaction transaction) {
    try {
      transaction.rollback();
    } catch (Exception e) {
      LOG.warnf(e, "the embedded bus did not take back a batch of messages that failed");
    }
  }

  private void oneByOne(List<PendingMessage> messages) {
    for (PendingMessage each : messages) {
      try {
        routed.add(new Routed(each, router.route(each.address(), each.encoded(), null)));
      } catch (Exception e) {
        answer(each, e);
      }
    }
  }

  private void answer(PendingMessage failed, Exception why) {
    if (why instanceof VanishedException) {
      lane.again(failed);
      return;
    }
    LOG.debugf(why, "%s did not take a message", failed.address());
    lane.refuse(
        failed,
        new BusException.Unavailable(
            failed.address() + " does not take messages now: " + why, why));
  }

  @Override
  public void done() {
    for (Routed each : routed) {
      try {
        if (each.place().lasts()) {
          lane.confirm(each.message());
        } else {
          router.forget(each.message().address(), each.message().encoded());
          lane.again(each.message());
        }
      } catch (Exception e) {
        lane.refuse(each.message(), Lane.stopped(e));
      }
    }
  }

  @Override
  public void onError(int code, String message) {
    BusException why =
        new BusException.Unavailable("the disk of the embedded bus failed: " + message);
    for (Routed each : routed) {
      forget(each.message());
      lane.refuse(each.message(), why);
    }
  }

  /** So that it is not taken for a duplicate of itself when it is sent again. */
  private void forget(PendingMessage message) {
    try {
      router.forget(message.address(), message.encoded());
    } catch (Exception e) {
      LOG.warnf(e, "a message for %s cannot be sent again for now", message.address());
    }
  }
}
