package dev.lerwq.executor;

import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a message in a runner's session says.
 *
 * @param id the job that the runner completed; empty if the message is about something else
 * @param problem why it is empty; else an empty text
 */
record CompletedJob(Optional<Long> id, String problem) {
  private static final Logger LOG = Logger.getLogger(CompletedJob.class);

  static CompletedJob in(InboundMessage message) {
    try {
      return MessageCodec.decode(message.body()) instanceof GithubWorkflow event
              && event.action().equals(GithubWorkflow.COMPLETED)
          ? new CompletedJob(Optional.of(event.id()), "")
          : new CompletedJob(Optional.empty(), "not the completion of a job");
    } catch (MalformedMessageException e) {
      return new CompletedJob(Optional.empty(), e.getMessage());
    }
  }

  /**
   * Takes its message off the bus; what is no completion goes to the dead letters. Blocks.
   *
   * @return whether the bus has heard
   */
  boolean settle(Lease lease, Timeouts timeouts) throws InterruptedException {
    Settlement settlement =
        Settlement.attempt(
            () -> id.isPresent() ? lease.complete() : lease.deadLetter(Executor.MALFORMED, problem),
            timeouts.of(Limit.SETTLE),
            timeouts);
    if (!settlement.done()) {
      LOG.warnf("a completion is still on the bus: %s: %s", lease.message(), settlement.detail());
    }
    return settlement.done();
  }
}
