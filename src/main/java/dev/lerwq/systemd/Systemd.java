package dev.lerwq.systemd;

import dev.lerwq.executor.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** systemd, to a service of {@code Type=notify}. What cannot be sent is logged, once. */
public final class Systemd implements Supervisor {
  private static final Logger LOG = Logger.getLogger(Systemd.class);

  private final NotifySocket socket;
  private final Optional<Duration> watchdog;
  private volatile boolean said;

  private Systemd(NotifySocket socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * The service manager that started this process, if it wants to be told.
   *
   * @param environment of this process: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC}, {@code
   *     WATCHDOG_PID}
   */
  public static Supervisor of(Map<String, String> environment) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (!address.startsWith("/") && !address.startsWith("@")) {
      return Supervisor.none();
    }
    return new Systemd(NotifySocket.at(address), watchdog(environment));
  }

  private static Optional<Duration> watchdog(Map<String, String> environment) {
    String own = Long.toString(ProcessHandle.current().pid());
    if (!environment.getOrDefault("WATCHDOG_PID", own).equals(own)) {
      return Optional.empty();
    }
    return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
        .filter(text -> text.matches("[1-9]\\d{0,17}"))
        .map(text -> Duration.of(Long.parseLong(text), ChronoUnit.MICROS));
  }

  @Override
  public void ready() {
    send("READY=1");
  }

  @Override
  public void status(String line) {
    send("STATUS=" + line.replace('\n', ' '));
  }

  @Override
  public void alive() {
    send("WATCHDOG=1");
  }

  @Override
  public void stopping() {
    send("STOPPING=1");
  }

  @Override
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  private void send(String state) {
    try {
      socket.send(state);
    } catch (IOException e) {
      if (!said) {
        said = true;
        LOG.warnf("systemd cannot be told '%s': %s", state, e.toString());
      }
    }
  }
}
