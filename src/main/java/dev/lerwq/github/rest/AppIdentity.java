package dev.lerwq.github.rest;

import dev.lerwq.github.Secret;
import java.security.PrivateKey;
import java.util.Objects;

/** Who lerwq is to GitHub: an App and the private key that it signs with. */
public final class AppIdentity {
  private final long appId;
  private final PrivateKey key;

  private AppIdentity(long appId, PrivateKey key) {
    this.appId = appId;
    this.key = Objects.requireNonNull(key);
  }

  /**
   * From the options {@code github_appid} and {@code github_key}.
   *
   * @param appId the App's numeric id
   * @param key its RSA private key in PEM, PKCS#1 or PKCS#8; a literal {@code \n} is a line break
   * @throws IllegalArgumentException if either cannot be used; the message names the option, says
   *     what to change, and holds nothing of the key
   */
  public static AppIdentity of(String appId, Secret key) {
    String id = appId.strip();
    // A client id ("Iv1.…") is what people paste here by mistake.
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "github_appid has to be the App's numeric id, as shown on the App's settings page");
    }
    return new AppIdentity(Long.parseLong(id), PrivateKeyPem.read(key.reveal()));
  }

  /** The App's numeric id. */
  public long appId() {
    return appId;
  }

  PrivateKey key() {
    return key;
  }

  @Override
  public String toString() {
    return "GitHub App " + appId;
  }
}
