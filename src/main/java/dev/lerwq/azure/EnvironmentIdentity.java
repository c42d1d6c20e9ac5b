package dev.lerwq.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/** The identity that the process was given. */
public final class EnvironmentIdentity {
  private EnvironmentIdentity() {}

  /**
   * The service principal that the environment names, else the machine's managed identity: of
   * several, the one that {@code AZURE_CLIENT_ID} names. Asks nobody until a token is needed.
   */
  public static TokenCredential credential() {
    ManagedIdentityCredentialBuilder managed = new ManagedIdentityCredentialBuilder();
    String clientId = System.getenv("AZURE_CLIENT_ID");
    if (clientId != null && !clientId.isBlank()) {
      managed.clientId(clientId);
    }
    return new ChainedTokenCredentialBuilder()
        .addLast(new EnvironmentCredentialBuilder().build())
        .addLast(managed.build())
        .build();
  }
}
