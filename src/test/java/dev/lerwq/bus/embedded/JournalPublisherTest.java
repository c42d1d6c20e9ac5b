package dev.lerwq.bus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong between a message and the journal, and that nothing is lost by it. */
class JournalPublisherTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String ADDRESS = "work-queue::work-queue/board";

  @TempDir Path directory;
  private EmbeddedBroker broker;
  private JournalPublisher publisher;

  @BeforeEach
  void start() {
    broker =
        EmbeddedBroker.start(
            BrokerSettings.of(directory.resolve("data"), "127.0.0.1", 0, "s3cret"));
    publisher = new JournalPublisher(broker, LONG);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private CompletionStage<Void> publish(String id) {
    return publish(publisher, id);
  }

  private static CompletionStage<Void> publish(JournalPublisher by, String id) {
    OutboundMessage message =
        OutboundMessage.of("{}".getBytes(StandardCharsets.UTF_8)).withId(id).withSubject("board");
    return by.publish(ADDRESS, message);
  }

  private static void get(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }

  private Queue queue() {
    return broker.server().locateQueue(SimpleString.of("work-queue/board"));
  }

  private AtomicInteger whileRouting(int times, Callable<?> action) {
    AtomicInteger left = new AtomicInteger(times);
    broker.server().registerBrokerPlugin(new WhileRouting(left, action));
    return left;
  }

  private Void destroyQueue() throws Exception {
    broker.server().destroyQueue(SimpleString.of("work-queue/board"));
    return null;
  }

  @Test
  void messagesLieInTheOrderInWhichTheyWerePublished() {
    List<CompletionStage<Void>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(publish("m" + i));
    }
    all.forEach(JournalPublisherTest::get);
    assertThat(publisher.pending()).isZero();

    List<String> ids = waitingIds(500);
    assertThat(ids).hasSize(500).first().isEqualTo("m0");
    assertThat(ids.get(499)).isEqualTo("m499");
    assertThat(ids).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  private static String idOf(Message message) {
    return String.valueOf(message.getDuplicateProperty());
  }

  @Test
  void idsAreRememberedByEntityAndNotByQueue() {
    get(publish("m1"));
    OutboundMessage same = OutboundMessage.of(new byte[0]).withId("m1").withSubject("other");
    get(publisher.publish("work-queue::work-queue/other", same));

    await().atMost(LONG).until(() -> queue().getMessageCount() == 1);
    Queue other = broker.server().locateQueue(SimpleString.of("work-queue/other"));
    assertThat(other.getMessageCount()).isZero();
    PostOfficeImpl postOffice = (PostOfficeImpl) broker.server().getPostOffice();
    assertThat(postOffice.getDuplicateIDCaches().keySet())
        .filteredOn(name -> name.toString().startsWith("work-queue"))
        .containsExactly(SimpleString.of("work-queue"));
  }

  @Test
  void messageWhoseRoutingFailedIsTakenTheNextTimeAndIsNoDuplicate() {
    whileRouting(
        1,
        () -> {
          throw new IllegalStateException("as told");
        });

    assertThatThrownBy(() -> get(publish("m1")))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BusException.Unavailable.class);
    get(publish("m1"));

    await().atMost(LONG).until(() -> queue().getMessageCount() == 1);
  }

  @Test
  void oneThatFailsTakesNoneOfItsBatchWithItAndTheOrderStays() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    AtomicInteger held =
        whileRouting(
            1,
            () -> {
              gathered.await();
              return null;
            });
    CompletionStage<Void> first = publish("m0");
    await().atMost(LONG).until(() -> held.get() == 0);
    broker.server().registerBrokerPlugin(new Refusing("m3"));
    List<CompletionStage<Void>> batch = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      batch.add(publish("m" + i));
    }
    gathered.countDown();

    get(first);
    assertThatThrownBy(() -> get(batch.remove(2)))
        .hasCauseInstanceOf(BusException.Unavailable.class);
    batch.forEach(JournalPublisherTest::get);
    assertThat(waitingIds(6)).containsExactly("m0", "m1", "m2", "m4", "m5", "m6");
    get(publish("m3"));
    assertThat(waitingIds(7)).endsWith("m6", "m3");
  }

  @Test
  void twoOfTheSameIdThatAreInFlightTogetherAreOneMessage() {
    List<CompletionStage<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(publish("m" + i / 2));
    }
    all.forEach(JournalPublisherTest::get);

    assertThat(waitingIds(100)).doesNotHaveDuplicates();
  }

  @Test
  void oneThatComesAgainWhileItIsOnItsWayIsConfirmedWithItAndNotBefore() {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger held =
        whileRouting(
            1,
            () -> {
              stuck.await();
              throw new IllegalStateException("as told");
            });
    CompletionStage<Void> first = publish("m1");
    await().atMost(LONG).until(() -> held.get() == 0);

    CompletionStage<Void> again = publish("m1");

    assertThat(again.toCompletableFuture()).isNotDone();
    stuck.countDown();
    for (CompletionStage<Void> each : List.of(first, again)) {
      assertThatThrownBy(() -> get(each)).hasCauseInstanceOf(BusException.Unavailable.class);
    }
    get(publish("m1"));
    assertThat(waitingIds(1)).containsExactly("m1");
    assertThat(publisher.pending()).isZero();
  }

  @Test
  void messageWithoutAnIdThatFailsIsSaidSoAndTheOthersAreTaken() {
    OutboundMessage nameless = OutboundMessage.of(new byte[0]).withSubject("board");
    whileRouting(
        1,
        () -> {
          throw new IllegalStateException("as told");
        });

    CompletionStage<Void> failing = publisher.publish(ADDRESS, nameless);
    CompletionStage<Void> next = publisher.publish(ADDRESS, nameless);

    assertThatThrownBy(() -> get(failing)).hasCauseInstanceOf(BusException.Unavailable.class);
    get(next);
    await().atMost(LONG).until(() -> queue().getMessageCount() == 1);
  }

  @Test
  void afterAFailureOfTheDiskMessagesAreTakenAgainAndNoneIsADuplicateOfItself() {
    whileRouting(
        1,
        () -> {
          OperationContextImpl.getContext().onError(5, "no space left");
          return null;
        });

    assertThatThrownBy(() -> get(publish("m1")))
        .hasCauseInstanceOf(BusException.Unavailable.class)
        .hasMessageContaining("no space left");
    get(publish("m2"));
    get(publish("m1"));

    assertThat(waitingIds(2)).containsExactly("m2", "m1");
  }

  private List<String> waitingIds(int count) {
    await().atMost(LONG).until(() -> queue().getMessageCount() == count);
    List<String> ids = new ArrayList<>();
    queue().browserIterator().forEachRemaining(each -> ids.add(idOf(each.getMessage())));
    return ids;
  }

  @Test
  void queueThatIsTidiedAwayUnderAMessageIsMadeAgain() throws Exception {
    get(publish("m0"));
    whileRouting(1, this::destroyQueue);

    get(publish("m1"));

    await().atMost(LONG).until(() -> queue() != null && queue().getMessageCount() == 1);
  }

  @Test
  void queueThatDoesNotLastIsSaidSoAndTheMessageIsNotTakenForADuplicateLater() throws Exception {
    get(publish("m0"));
    AtomicInteger times = whileRouting(Integer.MAX_VALUE, this::destroyQueue);

    assertThatThrownBy(() -> get(publish("m1")))
        .hasCauseInstanceOf(BusException.Unavailable.class)
        .hasMessageContaining("does not last");
    times.set(0);
    get(publish("m1"));

    await().atMost(LONG).until(() -> queue().getMessageCount() == 1);
  }

  @Test
  void diskThatDoesNotAnswerIsNotWaitedFor() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    whileRouting(
        1,
        () -> {
          stuck.await();
          return null;
        });
    JournalPublisher impatient = new JournalPublisher(broker, Duration.ofMillis(200));

    try {
      assertThatThrownBy(() -> get(publish(impatient, "m1")))
          .hasCauseInstanceOf(BusException.Unavailable.class)
          .hasMessageContaining(ADDRESS);
    } finally {
      stuck.countDown();
    }
    // The sender sends again what it does not know of, and it is there once.
    await()
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .until(
            () -> {
              get(publish(impatient, "m1"));
              return true;
            });
    await().atMost(LONG).until(() -> queue().getMessageCount() == 1);
  }

  @Test
  void fullDiskIsSaidSo() {
    broker.close();
    broker = EmbeddedBroker.start(full());
    JournalPublisher held = new JournalPublisher(broker, LONG);

    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> get(publish(held, "m1")))
                    .hasCauseInstanceOf(BusException.Unavailable.class)
                    .hasMessageContaining("full"));
  }

  @Test
  void queueThatNobodyDrainsDoesNotSendOthersToPageFiles() throws Exception {
    OutboundMessage large = OutboundMessage.of(new byte[200_000]);
    for (int i = 0; i < 300; i++) {
      get(publisher.publish("github-reflector-debug", large));
    }
    get(publish("m1"));

    PagingManager pages = broker.server().getPagingManager();
    assertThat(pages.getPageStore(SimpleString.of("github-reflector-debug")).isPaging()).isTrue();
    assertThat(pages.getPageStore(SimpleString.of("work-queue")).isPaging()).isFalse();
  }

  private BrokerSettings full() {
    BrokerSettings usual = BrokerSettings.of(directory.resolve("full"), "127.0.0.1", 0, "s3cret");
    return Variants.of(usual, usual.timeToLive(), usual.journalBuffer(), usual.memory(), 1);
  }

  @Test
  void stoppedBrokerIsSaidSo() {
    broker.close();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> get(publish("m1")))
          .hasCauseInstanceOf(BusException.Unavailable.class)
          .hasMessageContaining("stopped");
    }
  }

  /** Does something while one of our messages is routed; the broker has messages of its own. */
  private record WhileRouting(AtomicInteger times, Callable<?> action)
      implements ActiveMQServerMessagePlugin {
    @Override
    public void beforeMessageRoute(
        Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
        throws ActiveMQException {
      if (message.getAddress().equals(ADDRESS) && times.getAndDecrement() > 0) {
        try {
          action.call();
        } catch (Exception e) {
          throw new ActiveMQException(e.getMessage());
        }
      }
    }
  }

  /** Does not let a message through the first time. */
  private static final class Refusing implements ActiveMQServerMessagePlugin {
    private final String id;
    private boolean done;

    Refusing(String id) {
      this.id = id;
    }

    @Override
    public void beforeMessageRoute(
        Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
        throws ActiveMQException {
      if (!done && idOf(message).equals(id)) {
        done = true;
        throw new ActiveMQException("as told");
      }
    }
  }
}
