package dev.lerwq.bus.amqp;

import dev.lerwq.bus.Silence;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to reach an AMQP 1.0 broker.
 *
 * @param host its name or address
 * @param port its port
 * @param tls encrypt, and check its certificate against its name
 * @param login who to be; empty for anonymous
 * @param publishTimeout how long a publish or a settlement waits for the broker
 * @param connectTimeout how long an attempt to connect may take
 * @param heartbeat a peer that is silent for two of these is dead, which is noticed after {@link
 *     #SILENT_BEATS} of them at the latest; see {@link Silence}
 * @param firstRetry the longest pause after the first failed attempt to connect; doubles
 * @param longestRetry the longest pause ever
 * @param maxAttempts how often a message is handed out before it is dead-lettered
 */
public record AmqpSettings(
    String host,
    int port,
    boolean tls,
    Optional<Login> login,
    Duration publishTimeout,
    Duration connectTimeout,
    Duration heartbeat,
    Duration firstRetry,
    Duration longestRetry,
    int maxAttempts) {

  /**
   * How many heartbeats it takes at most to notice that a peer is silent. Proton looks once in two
   * of them whether it heard anything since it last looked.
   */
  public static final int SILENT_BEATS = 4;

  /** The registered port of AMQP. */
  public static final int PORT = 5672;

  /** The registered port of AMQP over TLS. */
  public static final int TLS_PORT = 5671;

  public AmqpSettings {
    Objects.requireNonNull(host);
    Objects.requireNonNull(login);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the bus's port must be 1 to 65535, and is " + port);
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be positive, and is " + maxAttempts);
    }
  }

  /** With the usual timeouts. */
  public static AmqpSettings of(String host, int port, boolean tls, Optional<Login> login) {
    return new AmqpSettings(
        host,
        port,
        tls,
        login,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Silence.USUAL.holder().dividedBy(SILENT_BEATS),
        Duration.ofMillis(100),
        Duration.ofSeconds(15),
        10);
  }

  /**
   * Reads {@code amqp://user:password@host:5672} or {@code amqps://…}; user, password and port are
   * optional, user and password are percent-encoded.
   *
   * @throws IllegalArgumentException in one line that says what is wrong, without the password
   */
  public static AmqpSettings parse(String url) {
    return AmqpUrl.parse(url);
  }

  public AmqpSettings withPublishTimeout(Duration value) {
    return new AmqpSettings(
        host,
        port,
        tls,
        login,
        value,
        connectTimeout,
        heartbeat,
        firstRetry,
        longestRetry,
        maxAttempts);
  }

  public AmqpSettings withHeartbeat(Duration value) {
    return new AmqpSettings(
        host,
        port,
        tls,
        login,
        publishTimeout,
        connectTimeout,
        value,
        firstRetry,
        longestRetry,
        maxAttempts);
  }

  public AmqpSettings withMaxAttempts(int value) {
    return new AmqpSettings(
        host,
        port,
        tls,
        login,
        publishTimeout,
        connectTimeout,
        heartbeat,
        firstRetry,
        longestRetry,
        value);
  }

  /** Host and port, for logs and errors. */
  public String peer() {
    return host + ":" + port;
  }

  /**
   * Who to be.
   *
   * @param user the name
   * @param password never printed
   */
  public record Login(String user, String password) {
    public Login {
      Objects.requireNonNull(user);
      Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
      return user + ":***";
    }
  }
}
