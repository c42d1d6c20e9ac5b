package dev.lerwq.cli;

import dev.lerwq.config.AclChoice;
import dev.lerwq.config.DataDir;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which allow list. */
final class AclOptions {
  @Option(
      names = "--dbconn",
      paramLabel = "CONNECTION",
      description =
          "Cosmos DB connection string, or @ and the absolute path of a file with it. A secret.")
  Optional<String> dbconn = Optional.empty();

  @Option(
      names = "--dbacct",
      paramLabel = "URL",
      description =
          "Cosmos DB account endpoint; authenticates with AZURE_TENANT_ID, AZURE_CLIENT_ID,"
              + " AZURE_CLIENT_SECRET or the machine's managed identity.")
  Optional<String> dbacct = Optional.empty();

  @Option(
      names = "--db",
      paramLabel = "NAME",
      description = "Cosmos DB database name. Default: " + AclChoice.DEFAULT_DATABASE + ".")
  Optional<String> db = Optional.empty();

  @Option(
      names = "--acl_file",
      paramLabel = "FILE",
      description = "Allow list in a JSON file. Default: acl.json in --data_dir.")
  Optional<Path> aclFile = Optional.empty();

  /** {@code --dbconn}, read from its file if it names one. */
  Optional<String> connection() {
    return dbconn.map(value -> Secrets.resolve("dbconn", value));
  }

  AclChoice choice(DataDir dataDir) {
    return AclChoice.of(connection(), dbacct, db, aclFile, dataDir);
  }
}
