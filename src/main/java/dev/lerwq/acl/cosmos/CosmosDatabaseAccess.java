package dev.lerwq.acl.cosmos;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.ThrottlingRetryOptions;
import com.azure.cosmos.models.CosmosQueryRequestOptions;
import com.azure.cosmos.models.FeedResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowListException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** One database of an account. The client is built when it is first needed. */
final class CosmosDatabaseAccess implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CosmosDatabaseAccess.class);
  private static final String PLAIN_HTTP = "COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED";
  private static final int PAGE = 500;
  private static final int NOT_FOUND = 404;

  private final CosmosConnection connection;
  private final String database;
  private final CosmosTimeouts timeouts;
  private final CosmosErrors errors;
  private final ReentrantLock building = new ReentrantLock();
  private volatile Optional<CosmosClient> client = Optional.empty();
  private volatile boolean closed;

  CosmosDatabaseAccess(CosmosConnection connection, String database, CosmosTimeouts timeouts) {
    if (database.isBlank()) {
      throw new IllegalArgumentException("db is empty; expected the name of a Cosmos database");
    }
    this.connection = connection;
    this.database = database;
    this.timeouts = timeouts;
    this.errors = new CosmosErrors(connection, database);
  }

  /** For logs and errors. */
  String location() {
    return "Cosmos database " + database + " of " + connection.endpoint().getAuthority();
  }

  /** Every item of a container. */
  List<ObjectNode> items(String container) throws AllowListException {
    return with(
        container,
        items -> {
          List<ObjectNode> all = new ArrayList<>();
          for (FeedResponse<JsonNode> page :
              items
                  .queryItems("SELECT * FROM c", new CosmosQueryRequestOptions(), JsonNode.class)
                  .iterableByPage(PAGE)) {
            page.getResults().forEach(item -> all.add((ObjectNode) item));
          }
          return all;
        });
  }

  /**
   * Asks something of a container.
   *
   * @throws AllowListException for whatever the SDK throws
   */
  <T> T with(String container, Call<T> call) throws AllowListException {
    try {
      return call.on(client().getDatabase(database).getContainer(container));
    } catch (CosmosException e) {
      throw e.getStatusCode() == NOT_FOUND ? missing(container, e) : errors.of(e);
    } catch (RuntimeException e) {
      throw errors.of(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      // A client that is being built in vain must not hold up the end of the process.
      if (building.tryLock(2, TimeUnit.SECONDS)) {
        try {
          client.ifPresent(CosmosClient::close);
          client = Optional.empty();
        } finally {
          building.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CosmosClient client() throws AllowListException {
    building.lock();
    try {
      if (closed) {
        throw new AllowListException(location() + " is closed");
      }
      if (client.isEmpty()) {
        client = Optional.of(build());
      }
      return client.get();
    } finally {
      building.unlock();
    }
  }

  private CosmosClient build() {
    if (connection.endpoint().getScheme().equals("http")) {
      if (connection.exposed()) {
        LOG.warnf("%s is reached over http: what goes there and back is not encrypted", connection);
      }
      System.setProperty(PLAIN_HTTP, "true");
    }
    // Without endpoint discovery the account's own name is used, which follows the write region,
    // works through a private link, and does not trust the addresses that an emulator gives out.
    CosmosClientBuilder builder =
        new CosmosClientBuilder()
            .gatewayMode()
            .endpointDiscoveryEnabled(false)
            .contentResponseOnWriteEnabled(false)
            .throttlingRetryOptions(
                new ThrottlingRetryOptions().setMaxRetryWaitTime(timeouts.throttled()))
            .endToEndOperationLatencyPolicyConfig(
                new CosmosEndToEndOperationLatencyPolicyConfigBuilder(timeouts.operation())
                    .build());
    connection.configure(builder);
    return builder.buildClient();
  }

  /** Says which of the two is missing, if the account tells. */
  private AllowListException missing(String container, CosmosException e) {
    try {
      client().getDatabase(database).read();
      return errors.missingContainer(container, e);
    } catch (CosmosException noDatabase) {
      return noDatabase.getStatusCode() == NOT_FOUND
          ? errors.missingDatabase(noDatabase)
          : errors.missingContainer(container, e);
    } catch (AllowListException | RuntimeException other) {
      return errors.missingContainer(container, e);
    }
  }

  /** What is asked of a container. */
  interface Call<T> {
    T on(CosmosContainer container) throws AllowListException;
  }
}
