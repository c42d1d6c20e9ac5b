package dev.lerwq.cli;

import dev.lerwq.exit.ExitCode;
import dev.lerwq.wiring.ReflectorService;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code app reflector}: serves the webhook until it is told to stop. */
@Command(
    name = "reflector",
    description = "Serve the GitHub App's webhook and put its jobs on the bus.",
    footer = {
      "",
      "Examples:",
      "  app reflector",
      "      Embedded bus, generated secrets, allow list in the data directory.",
      "  LERWQ_WEBHOOK_SECRET=... app reflector --busname example.servicebus.windows.net \\",
      "      --dbacct https://example.documents.azure.com",
      "      Azure, with the identity of the environment."
    })
final class ReflectorCommand implements Callable<Integer>, ChecksOptions, ConfiguresApplication {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin PublishingOptions publishing = new PublishingOptions();
  @Mixin AclOptions acl = new AclOptions();

  @Option(
      names = "--busqueue",
      paramLabel = "NAME",
      defaultValue = EntityOptions.WORK_QUEUE,
      description = "Topic that queued jobs are published to. Default: ${DEFAULT-VALUE}.")
  String workQueue = EntityOptions.WORK_QUEUE;

  @Option(
      names = "--buscomplete",
      paramLabel = "NAME",
      defaultValue = EntityOptions.WORK_COMPLETE,
      description = "Queue that completions are published to. Default: ${DEFAULT-VALUE}.")
  String completeQueue = EntityOptions.WORK_COMPLETE;

  @Option(
      names = "--webhook_secret",
      paramLabel = "SECRET",
      description =
          "The webhook's secret, or @ and the absolute path of a file with it. Default: generated"
              + " once, in --data_dir. A secret: better in a file or the environment.")
  Optional<String> secret = Optional.empty();

  @Option(
      names = "--webhook_secret_previous",
      paramLabel = "SECRET",
      description =
          "A secret that is still accepted while the other replaces it; @ and a path work here too.")
  Optional<String> previousSecret = Optional.empty();

  @Option(
      names = "--probe_labels",
      paramLabel = "LABEL,...",
      defaultValue = "",
      description = "Routing labels whose access is reported when somebody stars a repository.")
  String probeLabels = "";

  @Option(
      names = "--http_host",
      paramLabel = "HOST",
      defaultValue = "0.0.0.0",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  String httpHost = "0.0.0.0";

  @Option(
      names = "--http_port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  int httpPort = 8080;

  @Option(
      names = "--management_port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "Port for health and metrics; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  int managementPort = 9000;

  @Option(
      names = "--bus_host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Address that the embedded broker listens on; 0.0.0.0 lets other hosts join. Default:"
              + " ${DEFAULT-VALUE}.")
  String busHost = "127.0.0.1";

  @Option(
      names = "--bus_port",
      paramLabel = "PORT",
      defaultValue = "5672",
      description =
          "AMQP port of the embedded broker; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  int busPort = 5672;

  @Option(
      names = "--acl_refresh",
      paramLabel = "SECONDS",
      description =
          "Pause between two readings of the allow list; a new entry is effective after it."
              + " Default: 1 for a file, 15 for Cosmos DB.")
  Optional<Long> aclRefresh = Optional.empty();

  @Option(
      names = "--acl_max_stale",
      paramLabel = "SECONDS",
      description =
          "How long a list may be used while it cannot be read again; after that nobody is allowed."
              + " Longer than --acl_refresh. Default: 900.")
  Optional<Long> aclMaxStale = Optional.empty();

  @Option(
      names = "--max_in_flight",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Deliveries that may be in flight; more are answered 503. Default: ${DEFAULT-VALUE}.")
  int maxInFlight = 1024;

  @Inject Instance<ReflectorService> service;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    requirements.convert(bus.dataDir(), acl::choice);
    secret.ifPresent(value -> requirements.convert(value, v -> resolved("webhook_secret", v)));
    previousSecret.ifPresent(
        value -> requirements.convert(value, v -> resolved("webhook_secret_previous", v)));
    if (secret.isEmpty() && previousSecret.isPresent()) {
      requirements.problem("--webhook_secret_previous needs --webhook_secret beside it");
    }
  }

  @Override
  public Map<String, String> configuration() {
    return properties();
  }

  /** A reflector with all defaults but free ports, and nothing that other hosts can reach. */
  static Map<String, String> everythingOnLoopback() {
    ReflectorCommand defaults = new ReflectorCommand();
    defaults.httpHost = "127.0.0.1";
    defaults.httpPort = 0;
    defaults.managementPort = 0;
    defaults.busPort = 0;
    return defaults.properties();
  }

  private Map<String, String> properties() {
    Map<String, String> out = new LinkedHashMap<>();
    // The framework's two for each processor would only take turns on it.
    out.put(
        "quarkus.vertx.event-loops-pool-size",
        Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors())));
    out.put("quarkus.http.host-enabled", "true");
    out.put("quarkus.http.host", httpHost);
    out.put("quarkus.http.port", Integer.toString(httpPort));
    out.put("quarkus.management.host-enabled", "true");
    out.put("quarkus.management.host", httpHost);
    out.put("quarkus.management.port", Integer.toString(managementPort));
    for (String channel : new String[] {"work-queue", "work-complete", "debug"}) {
      out.put("mp.messaging.outgoing." + channel + ".enabled", "true");
    }
    out.put("mp.messaging.outgoing.work-queue.entity", workQueue);
    out.put("mp.messaging.outgoing.work-queue.kind", publishing.workQueueKind.name());
    out.put("mp.messaging.outgoing.work-complete.entity", completeQueue);
    out.put("mp.messaging.outgoing.debug.entity", publishing.debugQueue);
    bus.connection().ifPresent(value -> out.put("lerwq.busconn", value));
    bus.busname.ifPresent(value -> out.put("lerwq.busname", value));
    out.put("lerwq.data_dir", bus.dataDir().root().toString());
    acl.connection().ifPresent(value -> out.put("lerwq.dbconn", value));
    acl.dbacct.ifPresent(value -> out.put("lerwq.dbacct", value));
    acl.db.ifPresent(value -> out.put("lerwq.db", value));
    acl.aclFile.ifPresent(value -> out.put("lerwq.acl_file", value.toString()));
    secret.ifPresent(value -> out.put("lerwq.webhook_secret", resolved("webhook_secret", value)));
    previousSecret.ifPresent(
        value ->
            out.put("lerwq.webhook_secret_previous", resolved("webhook_secret_previous", value)));
    aclRefresh.ifPresent(value -> out.put("lerwq.acl_refresh", value.toString()));
    aclMaxStale.ifPresent(value -> out.put("lerwq.acl_max_stale", value.toString()));
    out.put("lerwq.probe_labels", probeLabels);
    out.put("lerwq.bus_host", busHost);
    out.put("lerwq.bus_port", Integer.toString(busPort));
    out.put("lerwq.max_in_flight", Integer.toString(maxInFlight));
    return out;
  }

  private static String resolved(String key, String value) {
    return Secrets.resolve(key, value);
  }

  @Override
  public Integer call() {
    service.get().start();
    Quarkus.waitForExit();
    return ExitCode.OK;
  }
}
