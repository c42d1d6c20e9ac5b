package dev.lerwq.bus.servicebus;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/** Who we are in Azure. */
final class Identities {
  private Identities() {}

  /**
   * The service principal that the environment names, else the machine's managed identity: of
   * several, the one that {@code AZURE_CLIENT_ID} names.
   */
  static TokenCredential fromEnvironment() {
    ManagedIdentityCredentialBuilder managed = new ManagedIdentityCredentialBuilder();
    String clientId = System.getenv("AZURE_CLIENT_ID");
    if (clientId != null && !clientId.isBlank()) {
      managed.clientId(clientId);
    }
    return new ChainedTokenCredentialBuilder()
        .addFirst(new EnvironmentCredentialBuilder().build())
        .addLast(managed.build())
        .build();
  }
}
