package dev.lerwq.bus.servicebus;

import com.azure.core.credential.TokenCredential;
import dev.lerwq.azure.EnvironmentIdentity;
import dev.lerwq.bus.BusException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Which namespace to talk to, and as whom. Prints without secrets. */
public final class ServiceBusSettings {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*");

  private final String option;
  private final String host;
  private final Access access;

  /** How a client proves who it is. */
  sealed interface Access {
    /** By a key, in a connection string without {@code EntityPath}. */
    record Key(String connectionString) implements Access {
      @Override
      public String toString() {
        return "***";
      }
    }

    /** By tokens; the credential is made when it is first needed. */
    record Identity(Supplier<TokenCredential> credential) implements Access {}
  }

  private ServiceBusSettings(String option, String host, Access access) {
    this.option = option;
    this.host = host;
    this.access = access;
  }

  /**
   * Reads the value of {@code busconn}.
   *
   * @throws BusException.Misconfigured if it is no connection string of Service Bus; the message
   *     does not repeat the value
   */
  public static ServiceBusSettings connectionString(String value) {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : value.strip().split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        fields.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      } else if (!part.isBlank()) {
        throw malformed("one of its parts is not NAME=VALUE");
      }
    }
    String host = endpointHost(fields.getOrDefault("Endpoint", ""));
    boolean key =
        fields.containsKey("SharedAccessKeyName") && fields.containsKey("SharedAccessKey");
    if (!key && !fields.containsKey("SharedAccessSignature")) {
      throw malformed(
          "SharedAccessKeyName with SharedAccessKey, or SharedAccessSignature, is missing");
    }
    // Entities are named by other options; a path in here would restrict the client to one.
    fields.remove("EntityPath");
    StringBuilder kept = new StringBuilder();
    fields.forEach((name, text) -> kept.append(name).append('=').append(text).append(';'));
    kept.setLength(kept.length() - 1);
    return new ServiceBusSettings("busconn", host, new Access.Key(kept.toString()));
  }

  private static String endpointHost(String endpoint) {
    if (endpoint.isEmpty()) {
      throw malformed("Endpoint is missing");
    }
    try {
      URI uri = new URI(endpoint);
      if (uri.getHost() == null) {
        throw malformed("Endpoint is not sb://HOST/");
      }
      return uri.getHost();
    } catch (URISyntaxException e) {
      throw malformed("Endpoint is not sb://HOST/");
    }
  }

  private static BusException.Misconfigured malformed(String what) {
    return new BusException.Misconfigured(
        "busconn: "
            + what
            + "; expected Endpoint=sb://HOST/;SharedAccessKeyName=NAME;SharedAccessKey=KEY");
  }

  /**
   * Reads the value of {@code busname}: the namespace's host, with or without a domain. The
   * identity is the environment's ({@code AZURE_TENANT_ID}, {@code AZURE_CLIENT_ID}, {@code
   * AZURE_CLIENT_SECRET}), else the managed one.
   *
   * @throws BusException.Misconfigured if it is no host name
   */
  public static ServiceBusSettings namespace(String value) {
    return namespace(value, EnvironmentIdentity::credential);
  }

  /** The same with a credential of the caller's. */
  public static ServiceBusSettings namespace(String value, Supplier<TokenCredential> credential) {
    Objects.requireNonNull(credential);
    String host = value.strip().toLowerCase(Locale.ROOT);
    if (!HOST.matcher(host).matches()) {
      throw new BusException.Misconfigured(
          "busname: '" + value + "' is no host name; expected NAME.servicebus.windows.net");
    }
    return new ServiceBusSettings(
        "busname",
        host.contains(".") ? host : host + ".servicebus.windows.net",
        new Access.Identity(credential));
  }

  /** The option that these came from. */
  String option() {
    return option;
  }

  /** The namespace's host. */
  String host() {
    return host;
  }

  Access access() {
    return access;
  }

  @Override
  public String toString() {
    return option + " " + host;
  }
}
