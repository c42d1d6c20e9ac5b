package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Completing, abandoning, releasing, renewing. */
interface SettleContract extends Trial {

  @Test
  default void completedMessageIsGone() {
    publish(peer().queue(), text("done"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      get(next(consumer).complete());
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
    }
    assertThat(peer().depth(Source.queue(peer().queue()))).isZero();
  }

  @Test
  default void abandonedMessageComesBackCounted() {
    publish(peer().queue(), text("again").withId("a1"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      for (int attempt = 1; attempt < peer().maxAttempts(); attempt++) {
        Lease lease = next(consumer);
        assertThat(lease.message().attempt()).isEqualTo(attempt);
        get(lease.abandon());
      }
      Lease last = next(consumer);
      assertThat(last.message().attempt()).isEqualTo(peer().maxAttempts());
      assertThat(last.message().id()).contains("a1");
      get(last.complete());
    }
  }

  @Test
  default void abandonedMessageIsFreeForOthersAtOnce() {
    publish(peer().queue(), text("again"));
    try (Consumer first = bus().consume(Source.queue(peer().queue()));
        Consumer second = peer().anotherBus().consume(Source.queue(peer().queue()))) {
      get(next(first).abandon());
      Instant start = Instant.now();
      Lease lease = next(second);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
      get(lease.complete());
    }
  }

  @Test
  default void releasedMessageComesBackUncounted() {
    need(BusFixture.Lack.UNCOUNTED_RELEASE);
    publish(peer().queue(), text("untouched"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      for (int i = 0; i < peer().maxAttempts() + 3; i++) {
        Lease lease = next(consumer);
        assertThat(lease.message().attempt()).isEqualTo(1);
        get(lease.release());
      }
      get(next(consumer).complete());
    }
  }

  @Test
  default void leaseIsSettledOnce() {
    publish(peer().queue(), text("once"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(consumer);
      get(lease.complete());

      assertThatIllegalStateException().isThrownBy(lease::complete);
      assertThatIllegalStateException().isThrownBy(lease::abandon);
      assertThatIllegalStateException().isThrownBy(lease::release);
      assertThatIllegalStateException().isThrownBy(() -> lease.deadLetter("no", "too late"));
      assertThat(lease.lost().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  default void heldMessageIsNobodyElses() {
    publish(peer().queue(), text("mine"));
    try (Consumer first = bus().consume(Source.queue(peer().queue()));
        Consumer second = peer().anotherBus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(first);
      assertThat(get(second.receive(SHORT))).isEmpty();
      get(lease.complete());
    }
  }

  @Test
  default void renewedLeaseOutlivesItsLock() throws InterruptedException {
    publish(peer().queue(), text("long work"));
    try (Consumer first = bus().consume(Source.queue(peer().queue()));
        Consumer second = peer().anotherBus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(first);
      if (bus().capabilities().leasesExpire()) {
        Instant lock = lease.lockedUntil().orElseThrow();
        while (!Instant.now().isAfter(lock)) {
          assertThat(get(second.receive(peer().lockDuration().dividedBy(4)))).isEmpty();
          get(lease.renew());
        }
        assertThat(lease.lockedUntil().orElseThrow()).isAfter(lock);
      } else {
        get(lease.renew());
        assertThat(lease.lockedUntil()).isEmpty();
      }
      assertThat(lease.lost().toCompletableFuture()).isNotDone();
      get(lease.complete());
    }
    assertThat(peer().depth(Source.queue(peer().queue()))).isZero();
  }

  @Test
  default void leaseThatIsNotRenewedIsLostWhereLeasesExpire() {
    if (!bus().capabilities().leasesExpire()) {
      return;
    }
    publish(peer().queue(), text("forgotten"));
    try (Consumer first = bus().consume(Source.queue(peer().queue()));
        Consumer second = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(first);
      get(lease.lost());
      Lease again = next(second);
      assertThat(again.message().attempt()).isEqualTo(2);
      assertThatThrownBy(() -> get(lease.complete())).isInstanceOf(BusException.LeaseLost.class);
      assertThatThrownBy(() -> get(lease.deadLetter("r", "d")))
          .isInstanceOf(BusException.LeaseLost.class);
      get(again.complete());
    }
  }
}
