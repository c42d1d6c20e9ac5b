package dev.lerwq.reflector;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Boots the reflector's HTTP side over a bus and an allow list that tests control. */
public class ReflectorProfile implements QuarkusTestProfile {
  static final String SECRET = "It's a Secret to Everybody";
  static final String PREVIOUS_SECRET = "the one before";
  static final int MAX_IN_FLIGHT = 40;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> config = new HashMap<>();
    config.put("quarkus.http.host-enabled", "true");
    config.put("quarkus.http.test-port", "0");
    config.put("quarkus.management.host-enabled", "true");
    config.put("quarkus.management.test-port", "0");
    config.put("mp.messaging.outgoing.work-queue.enabled", "true");
    config.put("mp.messaging.outgoing.work-complete.enabled", "true");
    config.put("mp.messaging.outgoing.debug.enabled", "true");
    config.put("lerwq.webhook_secret", SECRET);
    config.put("lerwq.webhook_secret_previous", PREVIOUS_SECRET);
    config.put("lerwq.probe_labels", "msr-morello, riscv");
    config.put("lerwq.max_in_flight", Integer.toString(MAX_IN_FLIGHT));
    return config;
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(RecordingBus.class, FixedAllowList.class);
  }
}
