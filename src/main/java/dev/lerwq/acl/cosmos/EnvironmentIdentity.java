package dev.lerwq.acl.cosmos;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/** The identity that the process was given. */
final class EnvironmentIdentity {
  private EnvironmentIdentity() {}

  /** Asks nobody until a token is needed. */
  static TokenCredential credential() {
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
