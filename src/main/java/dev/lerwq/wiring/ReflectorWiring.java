package dev.lerwq.wiring;

import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.RefreshSettings;
import dev.lerwq.bus.Bus;
import dev.lerwq.config.AclChoice;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.ConfigException;
import dev.lerwq.config.DataDir;
import dev.lerwq.reflector.ReflectorSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Makes what the reflector asks for, when it asks, from the {@code lerwq.*} settings. */
@Singleton
class ReflectorWiring {
  private static final Logger LOG = Logger.getLogger(ReflectorWiring.class);
  private static final long MIN_BODY_BUDGET = 64L * 1024 * 1024;

  private final Config config;

  ReflectorWiring(Config config) {
    this.config = config;
  }

  @Produces
  @Singleton
  DataDir dataDir() {
    return new DataDir(
        text("data_dir").map(Path::of).orElseGet(() -> DataDir.defaultPath(System.getenv())));
  }

  @Produces
  @Singleton
  ReflectorSettings settings(DataDir dataDir) {
    List<String> secrets = new ArrayList<>();
    secrets.add(text("webhook_secret").orElseGet(() -> generatedSecret(dataDir)));
    text("webhook_secret_previous").ifPresent(secrets::add);
    return new ReflectorSettings(
        secrets,
        text("probe_labels").stream()
            .flatMap(labels -> List.of(labels.split(",", -1)).stream())
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .toList(),
        config.getOptionalValue("lerwq.max_in_flight", Integer.class).orElse(1024),
        Math.max(MIN_BODY_BUDGET, Runtime.getRuntime().maxMemory() / 8));
  }

  private static String generatedSecret(DataDir dataDir) {
    DataDir.Generated secret = dataDir.secret(dataDir.webhookSecretFile());
    LOG.infof(
        "%s webhook secret is in %s",
        secret.created() ? "A new" : "The", dataDir.webhookSecretFile());
    return secret.value();
  }

  @Produces
  @Singleton
  BusChoice busChoice() {
    return BusChoice.of(text("busconn"), text("busname"));
  }

  @Produces
  @ApplicationScoped
  Bus bus(BusChoice choice, DataDir dataDir, Adapters adapters) {
    String host = text("bus_host").orElse("127.0.0.1");
    int port = config.getOptionalValue("lerwq.bus_port", Integer.class).orElse(5672);
    return adapters.reflectorBus(choice, dataDir, host, port);
  }

  void close(@Disposes Bus bus) {
    bus.close();
  }

  @Produces
  @ApplicationScoped
  AllowList allowList(DataDir dataDir, Adapters adapters) {
    AclChoice choice =
        AclChoice.of(
            text("dbconn"), text("dbacct"), text("db"), text("acl_file").map(Path::of), dataDir);
    return adapters.allowList(choice, refresh(choice));
  }

  private RefreshSettings refresh(AclChoice choice) {
    RefreshSettings usual =
        choice instanceof AclChoice.JsonFile
            ? RefreshSettings.forFile()
            : RefreshSettings.forDatabase();
    try {
      return usual.with(
          seconds("acl_refresh").orElse(usual.interval()),
          seconds("acl_max_stale").orElse(usual.maxStale()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--acl_refresh and --acl_max_stale: " + e.getMessage(), e);
    }
  }

  private Optional<Duration> seconds(String key) {
    return config.getOptionalValue("lerwq." + key, Long.class).map(Duration::ofSeconds);
  }

  void close(@Disposes AllowList allowList) {
    allowList.close();
  }

  private Optional<String> text(String key) {
    return config.getOptionalValue("lerwq." + key, String.class);
  }
}
