package dev.lerwq.bus.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;

/** Turns {@link BrokerSettings} into the configuration of Artemis. */
final class BrokerConfiguration {
  private static final int FILE_BYTES = 10 << 20;
  private static final int UNLIMITED = -1;

  /**
   * How long page files collect before they are forced to disk. Only what has a backlog already is
   * written there, so that nobody waits for these messages yet, but for their confirmation.
   */
  private static final int PAGE_SYNC_NANOS = 2_000_000;

  /** Artemis locks its journal too; our own lock on the directory has settled that already. */
  private static final long LOCK_WAIT_MS = 2000;

  private static final long EMPTY_QUEUE_DELAY = TimeUnit.SECONDS.toMillis(30);

  private BrokerConfiguration() {}

  static Configuration of(BrokerSettings settings) {
    Configuration configuration = new ConfigurationImpl();
    journal(configuration, settings);
    memory(configuration, settings);
    quiet(configuration);
    configuration.setName("lerwq");
    configuration.setSecurityEnabled(true);
    configuration.putSecurityRoles("#", Set.of(everything()));
    configuration.addAddressSetting("#", address(settings));
    configuration.addAcceptorConfiguration(acceptor(settings));
    return configuration;
  }

  private static void journal(Configuration configuration, BrokerSettings settings) {
    Path directory = settings.directory();
    configuration.setPersistenceEnabled(true);
    configuration.setBindingsDirectory(directory.resolve("bindings").toString());
    configuration.setJournalDirectory(directory.resolve("journal").toString());
    configuration.setPagingDirectory(directory.resolve("paging").toString());
    configuration.setLargeMessagesDirectory(directory.resolve("large-messages").toString());
    configuration.setJournalType(JournalType.NIO);
    configuration.setJournalDatasync(true);
    configuration.setJournalSyncNonTransactional(true);
    configuration.setJournalSyncTransactional(true);
    configuration.setLargeMessageSync(true);
    configuration.setJournalFileSize(FILE_BYTES);
    configuration.setJournalMinFiles(2);
    configuration.setJournalPoolFiles(4);
    configuration.setJournalBufferTimeout_NIO((int) settings.journalBuffer().toNanos());
    configuration.setPageSyncTimeout(PAGE_SYNC_NANOS);
    configuration.setJournalLockAcquisitionTimeout(LOCK_WAIT_MS);
    configuration.setPersistIDCache(true);
    configuration.setIDCacheSize(settings.rememberedIds());
  }

  private static void memory(Configuration configuration, BrokerSettings settings) {
    configuration.setGlobalMaxSize(settings.memory());
    configuration.setMaxDiskUsage(settings.maxDiskUsage());
    configuration.setDiskScanPeriod((int) TimeUnit.SECONDS.toMillis(5));
    configuration.setMessageExpiryScanPeriod(TimeUnit.SECONDS.toMillis(5));
    configuration.setAddressQueueScanPeriod(TimeUnit.SECONDS.toMillis(10));
    configuration.setThreadPoolMaxSize(8);
    configuration.setScheduledThreadPoolMaxSize(2);
  }

  private static void quiet(Configuration configuration) {
    configuration.setJMXManagementEnabled(false);
    configuration.setMessageCounterEnabled(false);
    // It halts the whole process when it suspects a stall, such as a laptop's sleep.
    configuration.setCriticalAnalyzer(false);
    configuration.setGracefulShutdownEnabled(false);
    configuration.setResolveProtocols(true);
  }

  private static AddressSettings address(BrokerSettings settings) {
    long share = settings.memory() / 4;
    int page = Math.toIntExact(share / 8);
    return new AddressSettings()
        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
        .setAutoCreateAddresses(true)
        .setAutoCreateQueues(true)
        .setAutoDeleteAddresses(false)
        .setAutoDeleteQueues(true)
        .setAutoDeleteQueuesMessageCount(0)
        .setAutoDeleteQueuesDelay(EMPTY_QUEUE_DELAY)
        .setExpiryDelay(settings.timeToLive().toMillis())
        // Bus adapters count attempts, so that a dead letter says why it died.
        .setMaxDeliveryAttempts(UNLIMITED)
        .setRedeliveryDelay(0)
        .setEnableIngressTimestamp(true)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
        .setDiskFullMessagePolicy(DiskFullMessagePolicy.FAIL)
        // Else copies that nobody takes off the debug queue would send jobs to page files, too.
        .setMaxSizeBytes(share)
        // Each file has to be made and forced, but must be well below what stays in memory.
        .setPageSizeBytes(page)
        .setMaxReadPageBytes(2 * page)
        .setIDCacheSize(settings.rememberedIds());
  }

  private static TransportConfiguration acceptor(BrokerSettings settings) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put(TransportConstants.HOST_PROP_NAME, settings.host());
    parameters.put(TransportConstants.PORT_PROP_NAME, settings.port());
    parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "AMQP");
    parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
    parameters.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
    Map<String, Object> protocol = new HashMap<>();
    protocol.put("amqpIdleTimeout", settings.silence().toMillis());
    return new TransportConfiguration(
        NettyAcceptorFactory.class.getName(), parameters, "amqp", protocol);
  }

  private static Role everything() {
    return new Role(
        "owner", true, true, true, true, true, true, true, true, true, true, true, true);
  }
}
