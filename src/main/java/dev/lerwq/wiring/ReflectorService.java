package dev.lerwq.wiring;

import dev.lerwq.acl.AllowList;
import dev.lerwq.bus.Bus;
import dev.lerwq.config.BusChoice;
import dev.lerwq.reflector.FirstSeries;
import dev.lerwq.reflector.ReflectorSettings;
import dev.lerwq.reflector.SubscriptionWatch;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Opens everything that a reflector needs at once, so that what is wrong shows at the start. */
@Singleton
public class ReflectorService {
  private static final Logger LOG = Logger.getLogger(ReflectorService.class);

  private final Instance<BusChoice> choice;
  private final Instance<Bus> bus;
  private final Instance<AllowList> allowList;
  private final Instance<ReflectorSettings> settings;
  private final Instance<SubscriptionWatch> subscriptions;
  private final FirstSeries series;
  private final HttpServer http;
  private final Config config;

  ReflectorService(
      Instance<BusChoice> choice,
      Instance<Bus> bus,
      Instance<AllowList> allowList,
      Instance<ReflectorSettings> settings,
      Instance<SubscriptionWatch> subscriptions,
      FirstSeries series,
      HttpServer http,
      Config config) {
    this.choice = choice;
    this.bus = bus;
    this.allowList = allowList;
    this.settings = settings;
    this.subscriptions = subscriptions;
    this.series = series;
    this.http = http;
    this.config = config;
  }

  /**
   * Opens bus and allow list and says where the reflector listens.
   *
   * @throws dev.lerwq.config.ConfigException if a setting cannot work
   */
  public void start() {
    settings.get().secrets();
    bus.get().capabilities();
    allowList.get().status();
    subscriptions.get().start();
    series.register();
    LOG.infof(
        "The reflector takes webhooks at port %d, path /webhooks/github, and publishes to %s."
            + " Health and metrics are at port %d.",
        http.getPort(), choice.get(), managementPort());
  }

  /** Closes bus and allow list, for a command that clears their directory away. */
  void stop() {
    allowList.get().close();
    bus.get().close();
  }

  /** The framework does not know its management port when that is opened at run time. */
  private int managementPort() {
    int known = http.getManagementPort();
    return known > 0 ? known : config.getValue("quarkus.management.port", Integer.class);
  }
}
