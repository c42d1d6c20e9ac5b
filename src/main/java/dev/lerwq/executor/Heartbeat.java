package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells the service manager how the slots are. It hears that the process is alive as long as every
 * slot's deciding loop is. When one hangs, the process has to be replaced for it, but not under
 * another slot's job: so the others are drained, and only then does the service manager hear no
 * more.
 */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Executor.class);
  private static final Duration PERIOD = Pulse.BEAT;
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final List<SlotRun> slots;
  private final Supervisor supervisor;
  private final Workers workers;
  private final Duration period;
  private final Set<String> hanging = new HashSet<>();
  private boolean ready;
  private String status = "";
  private volatile boolean closed;

  Heartbeat(List<SlotRun> slots, Supervisor supervisor, Workers workers) {
    this.slots = slots;
    this.supervisor = supervisor;
    this.workers = workers;
    this.period =
        supervisor
            .watchdog()
            .map(time -> time.dividedBy(2))
            .filter(half -> half.compareTo(PERIOD) < 0)
            .orElse(PERIOD);
  }

  void start() {
    next(untilReady());
  }

  private Duration untilReady() {
    return period.compareTo(FIRST) < 0 ? period : FIRST;
  }

  /** Something has happened that its listeners may want to know now. */
  void soon() {
    if (!closed) {
      var unused = workers.submit(this::look);
    }
  }

  private Void look() {
    beat();
    return null;
  }

  private void next(Duration pause) {
    if (!closed) {
      var unused = workers.after(pause, this::submit);
    }
  }

  private void submit() {
    var unused = workers.submit(this::tick);
  }

  private Void tick() {
    beat();
    next(ready ? period : untilReady());
    return null;
  }

  /** One look at the slots. */
  synchronized void beat() {
    if (closed) {
      return;
    }
    List<SlotRun> hung = slots.stream().filter(SlotRun::hangs).toList();
    boolean others = slots.stream().anyMatch(slot -> !hung.contains(slot) && slot.busy());
    hung.forEach(this::sayThatItHangs);
    if (!ready && slots.stream().allMatch(SlotRun::isUp)) {
      ready = true;
      supervisor.ready();
    }
    tell();
    if (hung.isEmpty() || others) {
      supervisor.alive();
    }
    if (!hung.isEmpty() && supervisor.watchdog().isPresent()) {
      slots.forEach(SlotRun::stop);
    }
  }

  private void sayThatItHangs(SlotRun slot) {
    if (hanging.add(slot.host())) {
      LOG.errorf("%s: hangs; only a restart of this process helps it", slot.host());
      slot.report(Stage.SLOT_HANGS, "its deciding loop has not been heard of for too long");
    }
  }

  private void tell() {
    Map<String, Long> states =
        slots.stream()
            .collect(Collectors.groupingBy(SlotRun::state, TreeMap::new, Collectors.counting()));
    String line =
        states.entrySet().stream()
            .map(state -> state.getValue() + " " + state.getKey())
            .collect(Collectors.joining(", "));
    if (!line.equals(status)) {
      status = line;
      supervisor.status(line);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    supervisor.stopping();
  }
}
