package dev.lerwq.acl;

import java.time.Instant;
import java.util.Objects;

/**
 * Who changed an allow list.
 *
 * @param who the person, as far as the machine knows
 * @param when the time of the change
 * @param what the change in the words of its author, such as the command and a reason
 */
public record Audit(String who, Instant when, String what) {
  public Audit {
    Objects.requireNonNull(who);
    Objects.requireNonNull(when);
    Objects.requireNonNull(what);
  }
}
