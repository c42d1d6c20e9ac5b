package dev.lerwq.config;

import java.nio.file.Path;
import java.util.Optional;

/** Which allow list, as the settings say. */
public sealed interface AclChoice {

  /** The database's name unless {@code db} says otherwise. */
  String DEFAULT_DATABASE = "GitHubWebHookDB";

  /**
   * Cosmos DB by connection string.
   *
   * @param connectionString a secret
   */
  record CosmosConnection(String connectionString, String database) implements AclChoice {
    @Override
    public String toString() {
      return "Cosmos DB by connection string, database " + database;
    }
  }

  /**
   * Cosmos DB by the account's endpoint; authenticates with the environment's or managed identity.
   */
  record CosmosAccount(String endpoint, String database) implements AclChoice {}

  /** A JSON file. */
  record JsonFile(Path path) implements AclChoice {}

  /**
   * @throws ConfigException if more than one of the three is given
   */
  static AclChoice of(
      Optional<String> dbconn,
      Optional<String> dbacct,
      Optional<String> db,
      Optional<Path> aclFile,
      DataDir dataDir) {
    if (dbconn.isPresent() && dbacct.isPresent()) {
      throw contradiction("--dbconn", "--dbacct");
    }
    if (aclFile.isPresent() && (dbconn.isPresent() || dbacct.isPresent())) {
      throw contradiction("--acl_file", dbconn.isPresent() ? "--dbconn" : "--dbacct");
    }
    String database = db.orElse(DEFAULT_DATABASE);
    if (dbconn.isPresent()) {
      return new CosmosConnection(dbconn.get(), database);
    }
    if (dbacct.isPresent()) {
      return new CosmosAccount(dbacct.get(), database);
    }
    return new JsonFile(aclFile.orElseGet(dataDir::allowList));
  }

  private static ConfigException contradiction(String one, String other) {
    return new ConfigException(
        one + " and " + other + " contradict each other: keep the one that names your allow list");
  }
}
