package dev.lerwq.wiring;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings that the command line adds up to, as a source of the application's configuration. It
 * is filled before the application boots, because ports open before commands run.
 */
public final class LaunchConfiguration implements ConfigSource {
  /** Above system properties: what was asked for on the command line counts. */
  private static final int ORDINAL = 500;

  private static volatile Map<String, String> settings = Map.of();

  /** Replaces the settings. */
  public static void set(Map<String, String> launched) {
    settings = Map.copyOf(launched);
  }

  @Override
  public Set<String> getPropertyNames() {
    return settings.keySet();
  }

  @Override
  public String getValue(String name) {
    return settings.get(name);
  }

  @Override
  public String getName() {
    return "the command line";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }
}
