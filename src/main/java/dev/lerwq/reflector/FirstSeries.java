package dev.lerwq.reflector;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/**
 * Makes the reflector's series exist before its first delivery, so that alarms can rely on them.
 */
@Singleton
public class FirstSeries {
  private final Instance<DeliveryMetrics> deliveries;
  private final Instance<Admission> admission;

  FirstSeries(Instance<DeliveryMetrics> deliveries, Instance<Admission> admission) {
    this.deliveries = deliveries;
    this.admission = admission;
  }

  /** Idempotent. */
  public void register() {
    deliveries.get().register();
    // Asking the proxy anything has its gauges made.
    admission.get().deliveriesInFlight();
  }
}
