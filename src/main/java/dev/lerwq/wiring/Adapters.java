package dev.lerwq.wiring;

import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.acl.RefreshSettings;
import dev.lerwq.acl.RefreshingAllowList;
import dev.lerwq.acl.cosmos.CosmosAllowListEditor;
import dev.lerwq.acl.cosmos.CosmosAllowListSource;
import dev.lerwq.acl.cosmos.CosmosConnection;
import dev.lerwq.acl.file.FileAllowListEditor;
import dev.lerwq.acl.file.FileAllowListSource;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.EntityInspector;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.ArtemisAdmin;
import dev.lerwq.bus.embedded.BrokerException;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.bus.embedded.EmbeddedBus;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusInspector;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.config.AclChoice;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.ConfigException;
import dev.lerwq.config.DataDir;
import dev.lerwq.github.AppApi;
import dev.lerwq.github.Installations;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import dev.lerwq.github.rest.AppIdentity;
import dev.lerwq.github.rest.GithubRest;
import dev.lerwq.queues.PeekedStats;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/** From a choice to the adapter that it names. */
@Singleton
public class Adapters {

  private static final Logger LOG = Logger.getLogger(Adapters.class);

  /** Where counting by peeking ends. */
  private static final int MOST_COUNTED = 1000;

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

  /**
   * The bus as the reflector needs it: the embedded broker is its own to run.
   *
   * @throws ConfigException if the settings cannot work, or the broker does not start
   */
  public Bus reflectorBus(BusChoice choice, DataDir dataDir, String host, int port) {
    if (!(choice instanceof BusChoice.Embedded)) {
      return openBus(choice, dataDir);
    }
    DataDir.Generated password = dataDir.secret(dataDir.brokerPasswordFile());
    EmbeddedBroker broker;
    try {
      broker =
          EmbeddedBroker.start(BrokerSettings.of(dataDir.broker(), host, port, password.value()));
    } catch (BrokerException | IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
    String reachable = WILDCARDS.contains(host) ? "127.0.0.1" : host;
    dataDir.recordBrokerUrl(
        "amqp://"
            + EmbeddedBroker.USER
            + ":"
            + password.value()
            + "@"
            + reachable
            + ":"
            + broker.port());
    LOG.infof(
        "The embedded bus listens on %s:%d. Its URL for executors (--busconn), password included, is"
            + " in %s",
        host, broker.port(), dataDir.brokerUrlFile());
    return new EmbeddedBus(broker, openBus(choice, dataDir));
  }

  /**
   * The bus as everybody else needs it.
   *
   * @throws ConfigException if the settings cannot work
   */
  public Bus openBus(BusChoice choice, DataDir dataDir) {
    return amqpUrl(choice, dataDir)
        .<Bus>map(url -> new AmqpBus(OwnVertx.create(), amqp(url)))
        .orElseGet(() -> new ServiceBusBus(serviceBus(choice)));
  }

  /**
   * What can be told about its entities. Nothing has the right to manage a Service Bus namespace.
   *
   * @throws ConfigException if the settings cannot work
   */
  public BusAdmin busAdmin(BusChoice choice, DataDir dataDir) {
    return amqpUrl(choice, dataDir)
        .<BusAdmin>map(url -> new ArtemisAdmin(OwnVertx.create(), amqp(url)))
        .orElseGet(() -> new PeekedStats(openBus(choice, dataDir), MOST_COUNTED));
  }

  /**
   * What tells how its entities are set up; empty if they come into being with their first use.
   *
   * @throws ConfigException if the settings cannot work
   */
  public Optional<EntityInspector> entityInspector(BusChoice choice) {
    return choice instanceof BusChoice.Embedded || choice instanceof BusChoice.AmqpBroker
        ? Optional.empty()
        : Optional.of(new ServiceBusInspector(serviceBus(choice)));
  }

  private static Optional<String> amqpUrl(BusChoice choice, DataDir dataDir) {
    if (choice instanceof BusChoice.AmqpBroker broker) {
      return Optional.of(broker.url());
    }
    if (choice instanceof BusChoice.Embedded && dataDir.brokerUrl().isEmpty()) {
      throw new ConfigException(
          "neither --busconn nor --busname is given, and no reflector has run its embedded bus in "
              + dataDir.root()
              + " (--data_dir)");
    }
    return choice instanceof BusChoice.Embedded ? dataDir.brokerUrl() : Optional.empty();
  }

  private static ServiceBusSettings serviceBus(BusChoice choice) {
    try {
      return choice instanceof BusChoice.ServiceBusConnection connection
          ? ServiceBusSettings.connectionString(connection.connectionString())
          : ServiceBusSettings.namespace(((BusChoice.ServiceBusNamespace) choice).namespace());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  private static AmqpSettings amqp(String url) {
    try {
      return AmqpSettings.parse(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--busconn: " + e.getMessage(), e);
    }
  }

  /** The allow list, kept current in the background. */
  public AllowList allowList(AclChoice choice, RefreshSettings refresh) {
    return new RefreshingAllowList(allowListSource(choice), refresh);
  }

  /**
   * Where the allow list's entries are kept.
   *
   * @throws ConfigException if the settings cannot work
   */
  public AllowListSource allowListSource(AclChoice choice) {
    if (choice instanceof AclChoice.JsonFile file) {
      return new FileAllowListSource(file.path());
    }
    return cosmos(choice, CosmosAllowListSource::new);
  }

  /**
   * The same place, to change it.
   *
   * @throws ConfigException if the settings cannot work
   */
  public AllowListEditor allowListEditor(AclChoice choice) {
    if (choice instanceof AclChoice.JsonFile file) {
      return new FileAllowListEditor(file.path());
    }
    return cosmos(choice, CosmosAllowListEditor::new);
  }

  private static <T> T cosmos(AclChoice choice, BiFunction<CosmosConnection, String, T> open) {
    try {
      if (choice instanceof AclChoice.CosmosConnection byKey) {
        return open.apply(
            CosmosConnection.ofConnectionString(byKey.connectionString()), byKey.database());
      }
      AclChoice.CosmosAccount account = (AclChoice.CosmosAccount) choice;
      return open.apply(CosmosConnection.withIdentity(account.endpoint()), account.database());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  /**
   * GitHub, as an App sees it.
   *
   * @throws IllegalArgumentException if the id or the key makes no sense
   */
  public Github github(String appId, Secret key, String api) {
    GithubRest rest = GithubRest.of(AppIdentity.of(appId, key), api);
    return new Github(rest.runners(), rest.installations(), rest.app());
  }

  /**
   * Whether GitHub could be asked with these, as far as that can be told without asking.
   *
   * @return the same key
   * @throws IllegalArgumentException if not; the message says what to change
   */
  public static Secret checkedGithub(String appId, Secret key, String api) {
    GithubRest.check(AppIdentity.of(appId, key), api);
    return key;
  }

  /** The sides of GitHub that lerwq asks. */
  public record Github(RunnerApi runners, Installations installations, AppApi app) {}
}
