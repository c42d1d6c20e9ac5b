package dev.lerwq.executor;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** A value for every {@link Limit}. Immutable. */
public final class Timeouts {
  private static final Timeouts DEFAULTS = new Timeouts(new EnumMap<>(Limit.class));

  private final Map<Limit, Duration> changed;

  private Timeouts(Map<Limit, Duration> changed) {
    this.changed = changed;
  }

  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /**
   * The same but for one value.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Timeouts with(Limit limit, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(limit + " must not be negative but is " + value);
    }
    Map<Limit, Duration> copy = new EnumMap<>(Limit.class);
    copy.putAll(changed);
    copy.put(limit, value);
    return new Timeouts(copy);
  }

  public Duration of(Limit limit) {
    return changed.getOrDefault(limit, limit.byDefault());
  }

  @Override
  public String toString() {
    return "Timeouts" + changed;
  }
}
