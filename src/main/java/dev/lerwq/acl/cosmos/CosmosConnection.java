package dev.lerwq.acl.cosmos;

import com.azure.core.credential.TokenCredential;
import com.azure.cosmos.CosmosClientBuilder;
import dev.lerwq.azure.EnvironmentIdentity;
import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How to reach a Cosmos account. Making one connects to nothing. */
public final class CosmosConnection {
  private static final String SHAPE =
      "expected AccountEndpoint=https://<account>.documents.azure.com:443/;AccountKey=<key>;";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String option;
  private final URI endpoint;
  private final Optional<String> key;
  private final Optional<TokenCredential> identity;

  private CosmosConnection(
      String option, URI endpoint, Optional<String> key, Optional<TokenCredential> identity) {
    this.option = option;
    this.endpoint = endpoint;
    this.key = key;
    this.identity = identity;
  }

  /**
   * From the option {@code dbconn}. Parts of the connection string that are not needed are ignored.
   *
   * @throws IllegalArgumentException if it is no Cosmos connection string; the message names the
   *     option and what is wrong, never what it holds
   */
  public static CosmosConnection ofConnectionString(String text) {
    Map<String, String> parts = new HashMap<>();
    for (String part : List.of(text.strip().split(";", -1))) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).strip());
      }
    }
    if (parts.getOrDefault("endpoint", "").startsWith("sb:")) {
      throw new IllegalArgumentException(
          "dbconn is a connection string of Service Bus, which belongs in busconn; " + SHAPE);
    }
    URI endpoint = endpoint("dbconn", "AccountEndpoint", required(parts, "AccountEndpoint"), SHAPE);
    String key = required(parts, "AccountKey");
    try {
      Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      // Not as a cause: it quotes a character of the key.
      throw new IllegalArgumentException(
          "dbconn has an AccountKey that is not base64; copy the whole connection string again");
    }
    return new CosmosConnection("dbconn", endpoint, Optional.of(key), Optional.empty());
  }

  /**
   * From the option {@code dbacct}, with the identity of the environment ({@code AZURE_TENANT_ID},
   * {@code AZURE_CLIENT_ID}, {@code AZURE_CLIENT_SECRET}), else the machine's managed identity.
   *
   * @throws IllegalArgumentException if it is no URL of an account
   */
  public static CosmosConnection withIdentity(String account) {
    return withIdentity(account, EnvironmentIdentity.credential());
  }

  /**
   * From the option {@code dbacct}, with that identity.
   *
   * @throws IllegalArgumentException if it is no URL of an account
   */
  public static CosmosConnection withIdentity(String account, TokenCredential identity) {
    Objects.requireNonNull(identity);
    String shape = "expected https://<account>.documents.azure.com:443/";
    URI endpoint = endpoint("dbacct", "dbacct", account.strip(), shape);
    if (endpoint.getScheme().equals("http") && !LOOPBACK.contains(endpoint.getHost())) {
      throw new IllegalArgumentException(
          "dbacct would send an access token unencrypted over http; " + shape);
    }
    return new CosmosConnection("dbacct", endpoint, Optional.empty(), Optional.of(identity));
  }

  /** The option that it comes from, for errors. */
  String option() {
    return option;
  }

  URI endpoint() {
    return endpoint;
  }

  boolean byKey() {
    return key.isPresent();
  }

  /** Whether what goes to the account can be read on the way. */
  boolean exposed() {
    return endpoint.getScheme().equals("http") && !LOOPBACK.contains(endpoint.getHost());
  }

  void configure(CosmosClientBuilder builder) {
    builder.endpoint(endpoint.toString());
    key.ifPresent(builder::key);
    identity.ifPresent(builder::credential);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return option + " " + endpoint.getHost();
  }

  private static String required(Map<String, String> parts, String name) {
    String value = parts.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("dbconn has no " + name + "; " + SHAPE);
    }
    return value;
  }

  private static URI endpoint(String option, String what, String value, String shape) {
    Optional<URI> uri = parse(value);
    if (uri.isEmpty() || uri.get().getHost() == null) {
      throw new IllegalArgumentException(
          option
              + (what.equals(option) ? "" : " has an " + what + " that")
              + " is no URL; "
              + shape);
    }
    String scheme = String.valueOf(uri.get().getScheme()).toLowerCase(Locale.ROOT);
    if (!Set.of("https", "http").contains(scheme) || uri.get().getUserInfo() != null) {
      throw new IllegalArgumentException(option + " must have an https URL; " + shape);
    }
    return uri.get();
  }

  private static Optional<URI> parse(String value) {
    try {
      return Optional.of(URI.create(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
