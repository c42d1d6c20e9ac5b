package dev.lerwq.bus.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that was set up by somebody else, with the settings that Artemis has by itself. */
@Timeout(60)
class ArtemisTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private ActiveMQServer server;
  private AmqpBus bus;

  @BeforeEach
  void start() throws Exception {
    Configuration configuration = new ConfigurationImpl();
    configuration.setBindingsDirectory(directory.resolve("bindings").toString());
    configuration.setJournalDirectory(directory.resolve("journal").toString());
    configuration.setPagingDirectory(directory.resolve("paging").toString());
    configuration.setLargeMessagesDirectory(directory.resolve("large").toString());
    configuration.setJournalType(JournalType.NIO);
    configuration.setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    Map<String, Object> parameters = new HashMap<>(Map.of("host", "127.0.0.1", "port", 0));
    configuration.addAcceptorConfiguration(
        new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, "any"));
    server = new ActiveMQServerImpl(configuration);
    server.start();
    int port = ((NettyAcceptor) server.getRemotingService().getAcceptor("any")).getActualPort();
    bus = new AmqpBus(vertx, AmqpSettings.of("127.0.0.1", port, false, Optional.empty()));
  }

  @AfterEach
  void stop() throws Exception {
    bus.close();
    server.stop();
    assertThat(vertx.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void queuesComeIntoBeingWhereverTheyAreUsed() {
    get(bus.publish(Destination.queue("q"), text("plain")));
    get(bus.publish(Destination.topic("t"), text("labelled").withSubject("msr-morello")));
    get(bus.publish(Destination.queue("c"), text("session").withSession("github-x")));
    get(bus.check(Destination.topic("t")));

    assertThat(drain(bus, Source.subscription("t", "other"))).isEmpty();
    assertThat(drain(bus, Source.subscription("t", "msr-morello"))).containsExactly("labelled");
    assertThat(drain(bus, Source.session("c", "github-x"))).containsExactly("session");
    assertThat(drain(bus, Source.queue("q"))).containsExactly("plain");
  }

  @Test
  void readerMayComeFirstAndLeaveAgain() {
    for (int round = 0; round < 5; round++) {
      assertThat(drain(bus, Source.session("c", "s"))).isEmpty();
      get(bus.publish(Destination.queue("c"), text("m" + round).withSession("s")));
      assertThat(drain(bus, Source.session("c", "s"))).containsExactly("m" + round);
    }
  }

  @Test
  void reasonIsKeptAlthoughTheBrokerHasALimitToo() {
    get(bus.publish(Destination.queue("q"), text("poison").withId("p")));
    try (Consumer consumer = bus.consume(Source.queue("q"))) {
      for (int i = 0; i < 10; i++) {
        get(lease(consumer).abandon());
      }
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
    }
    try (Consumer dead = bus.consume(Source.queue("q").ofDeadLetters())) {
      Lease lease = lease(dead);
      assertThat(lease.message().deadLetter().map(DeadLetter::reason))
          .contains(DeadLetter.TOO_MANY_ATTEMPTS);
      get(lease.complete());
    }
  }

  @Test
  void messagesWithoutATimeCanBePagedThrough() {
    for (int i = 0; i < 5; i++) {
      get(bus.publish(Destination.queue("q"), text("m" + i)));
    }
    Source source = Source.queue("q");
    var page = get(bus.peek(source, 0, 3));
    assertThat(page).hasSize(3);
    assertThat(get(bus.peek(source, page.get(2).sequence(), 3)))
        .map(m -> new String(m.body(), UTF_8))
        .containsExactly("m3", "m4");
  }

  @Test
  void linksOfForgottenSessionsAreClosed() {
    for (int i = 0; i < 200; i++) {
      get(bus.publish(Destination.queue("c"), text("m").withSession("s" + i)));
    }
    assertThat(get(bus.senderLinks())).isLessThanOrEqualTo(64);
    assertThat(drain(bus, Source.session("c", "s3"))).containsExactly("m");
  }

  @Test
  void fullAddressIsUnavailableAndLosesNothing() {
    AddressSettings full = new AddressSettings();
    full.setMaxSizeBytes(1);
    full.setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL);
    server.getAddressSettingsRepository().addMatch("full", full);
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      stages.add(bus.publish(Destination.queue("full"), text("m")));
    }
    long refused =
        stages.stream()
            .map(s -> s.toCompletableFuture().handle((v, e) -> e).orTimeout(20, SECONDS).join())
            .filter(e -> e instanceof BusException.Unavailable)
            .count();
    assertThat(refused).isPositive();
    assertThat(drain(bus, Source.queue("full"))).hasSize(3 - (int) refused);
  }

  private static OutboundMessage text(String body) {
    return OutboundMessage.of(body.getBytes(UTF_8));
  }

  private static Lease lease(Consumer consumer) {
    return get(consumer.receive(Duration.ofSeconds(10))).orElseThrow();
  }

  private static List<String> drain(Bus bus, Source source) {
    List<String> bodies = new ArrayList<>();
    try (Consumer consumer = bus.consume(source)) {
      for (var l = get(consumer.receive(Duration.ZERO));
          l.isPresent();
          l = get(consumer.receive(Duration.ZERO))) {
        bodies.add(new String(l.get().message().body(), UTF_8));
        get(l.get().complete());
      }
    }
    return bodies;
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
