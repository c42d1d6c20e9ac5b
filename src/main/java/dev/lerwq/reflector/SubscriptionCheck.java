package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jboss.logging.Logger;

/**
 * Finds allowed labels that no subscription is there for. Where the topic drops what nobody has
 * subscribed to, a job with such a label is accepted and never run.
 *
 * <p>To see a subscription takes the right to listen; without it nothing is known, and nothing is
 * said.
 */
class SubscriptionCheck {
  private static final Logger LOG = Logger.getLogger(SubscriptionCheck.class);

  private final Bus bus;
  private final AllowList allowList;
  private final Destination workQueue;
  private final Set<String> missing = new ConcurrentSkipListSet<>();

  SubscriptionCheck(Bus bus, AllowList allowList, Destination workQueue) {
    this.bus = bus;
    this.allowList = allowList;
    this.workQueue = workQueue;
  }

  /** The labels found to be without a subscription when last looked. */
  Set<String> missing() {
    return Set.copyOf(missing);
  }

  /** Looks again. Does not wait; completes when every label has been looked at, and never fails. */
  CompletionStage<Void> run() {
    if (workQueue.kind() != Destination.Kind.TOPIC || bus.capabilities().keepsUnrouted()) {
      return CompletableFuture.completedFuture(null);
    }
    Set<String> labels = new TreeSet<>(allowList.labels());
    missing.retainAll(labels);
    return CompletableFuture.allOf(
        labels.stream().map(this::look).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> look(String label) {
    return bus.peek(Source.subscription(workQueue.entity(), label), 0, 1)
        .handle(
            (found, failure) -> {
              if (failure == null) {
                present(label);
              } else if (isMissing(failure)) {
                absent(label);
              } else {
                LOG.debugf("cannot tell whether %s has a subscription: %s", label, failure);
              }
              return (Void) null;
            })
        .toCompletableFuture();
  }

  private static boolean isMissing(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof BusException.Misconfigured wrong && wrong.isMissing();
  }

  private void present(String label) {
    if (missing.remove(label)) {
      LOG.infof("%s has a subscription for label %s now", workQueue, label);
    }
  }

  private void absent(String label) {
    if (missing.add(label)) {
      LOG.errorf(
          "%s has no subscription for label %s, which the allow list opens: its jobs are accepted"
              + " and dropped. Create the subscription %s with the rule sys.Label = '%s'.",
          workQueue, label, label, label);
    }
  }
}
