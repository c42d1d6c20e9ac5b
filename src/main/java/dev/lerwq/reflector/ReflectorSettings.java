package dev.lerwq.reflector;

import java.util.List;

/**
 * How the reflector is set up.
 *
 * @param secrets what signatures may be made with; never empty
 * @param probeLabels the labels that a star is checked against, in order
 * @param maxDeliveries how many deliveries may be in flight
 * @param maxBytes how many bytes of body may be in flight
 */
public record ReflectorSettings(
    List<String> secrets, List<String> probeLabels, int maxDeliveries, long maxBytes) {
  public ReflectorSettings {
    secrets = List.copyOf(secrets);
    probeLabels = List.copyOf(probeLabels);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "ReflectorSettings[secrets="
        + secrets.size()
        + ", probeLabels="
        + probeLabels
        + ", maxDeliveries="
        + maxDeliveries
        + ", maxBytes="
        + maxBytes
        + "]";
  }
}
