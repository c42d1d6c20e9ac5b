package dev.lerwq.wiring;

import dev.lerwq.executor.Supervisor;
import dev.lerwq.systemd.Systemd;

/** Who looks after this process. */
public final class Supervisors {
  private Supervisors() {}

  /** systemd if it started this process and wants to be told, else nobody. */
  public static Supervisor ofThisProcess() {
    return Systemd.of(System.getenv());
  }
}
