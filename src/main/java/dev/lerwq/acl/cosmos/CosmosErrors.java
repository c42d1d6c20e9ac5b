package dev.lerwq.acl.cosmos;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.cosmos.CosmosException;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import reactor.netty.http.client.PrematureCloseException;

/**
 * Says in one line what the SDK says in a page of diagnostics: the option, what is wrong, what to
 * do. Texts of the SDK stay out; they are long and change.
 */
final class CosmosErrors {
  /** The SDK's own sub-status for an answer that it cannot parse. */
  private static final int NOT_THE_PROTOCOL = 21011;

  private final CosmosConnection connection;
  private final String database;

  CosmosErrors(CosmosConnection connection, String database) {
    this.connection = connection;
    this.database = database;
  }

  AllowListException missingContainer(String container, Exception e) {
    return new AllowListException(
        Kind.ABSENT,
        account()
            + " has no container "
            + container
            + " in database "
            + database
            + "; create it with the partition key /id, or check the option db",
        e);
  }

  AllowListException missingDatabase(Exception e) {
    return new AllowListException(
        Kind.ABSENT, account() + " has no database " + database + "; check the option db", e);
  }

  /** Anything but a missing container, database or item. */
  AllowListException of(RuntimeException e) {
    if (caused(e, ClientAuthenticationException.class::isInstance)) {
      return problem(
          "cannot be asked without an identity; set AZURE_TENANT_ID, AZURE_CLIENT_ID and"
              + " AZURE_CLIENT_SECRET, or give the machine a managed identity",
          e);
    }
    if (caused(e, UnknownHostException.class::isInstance)) {
      return problem("has a host name that nobody knows; check its spelling and the DNS", e);
    }
    if (caused(e, SSLException.class::isInstance)) {
      return problem(
          "does not speak TLS that this machine trusts; check the port, and the certificates of a"
              + " proxy in between",
          e);
    }
    if (caused(e, ConnectException.class::isInstance)) {
      return problem("refuses the connection; check host, port, firewall and proxy", e);
    }
    if (caused(e, PrematureCloseException.class::isInstance)) {
      return problem("drops the connection; check firewall and proxy", e);
    }
    return status(e)
        .map(failed -> answered(failed, e))
        .orElseGet(
            () ->
                caused(e, TimeoutException.class::isInstance)
                    ? silent(e)
                    : problem("cannot be used (" + e.getClass().getSimpleName() + ")", e));
  }

  private AllowListException answered(CosmosException failed, RuntimeException e) {
    int status = failed.getStatusCode();
    return switch (status) {
      case 401 ->
          connection.byKey()
              ? problem("refuses the key (401); copy dbconn again, the key may have changed", e)
              : problem("refuses the identity (401); check the AZURE_ variables and dbacct", e);
      case 403 ->
          connection.byKey()
              ? problem("forbids this (403); check its firewall, and this machine's clock", e)
              : problem(
                  "forbids this (403); give the identity the role Cosmos DB Built-in Data Reader"
                      + " (Contributor to edit), and check the account's firewall",
                  e);
      case 429 -> problem("is busy (429); raise the throughput of database " + database, e);
      case 408 -> silent(e);
      default ->
          failed.getSubStatusCode() == NOT_THE_PROTOCOL
              ? problem("does not speak the protocol of Cosmos; check its URL and the proxy", e)
              : problem(
                  "fails ("
                      + status
                      + "/"
                      + failed.getSubStatusCode()
                      + "); if it goes on doing so,"
                      + " see the account's health in the Azure portal",
                  e);
    };
  }

  private AllowListException silent(RuntimeException e) {
    return problem("does not answer in time; check network, firewall and proxy", e);
  }

  private AllowListException problem(String what, Exception e) {
    return new AllowListException(account() + " " + what, e);
  }

  private String account() {
    return connection.option() + ": the Cosmos account " + connection.endpoint().getAuthority();
  }

  private static Optional<CosmosException> status(Throwable e) {
    return causes(e)
        .filter(CosmosException.class::isInstance)
        .map(CosmosException.class::cast)
        .findFirst();
  }

  private static boolean caused(Throwable e, Predicate<Throwable> predicate) {
    return causes(e).anyMatch(predicate);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
