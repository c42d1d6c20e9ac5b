package dev.lerwq.bus.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** Lets one user in, who may do everything, and nobody else. */
final class OneUser implements ActiveMQSecurityManager {
  private final byte[] user;
  private final byte[] password;

  OneUser(String user, String password) {
    this.user = user.getBytes(UTF_8);
    this.password = password.getBytes(UTF_8);
  }

  @Override
  public boolean validateUser(String name, String secret) {
    return name != null
        && secret != null
        && MessageDigest.isEqual(user, name.getBytes(UTF_8))
        && MessageDigest.isEqual(password, secret.getBytes(UTF_8));
  }

  @Override
  public boolean validateUserAndRole(
      String name, String secret, Set<Role> roles, CheckType checkType) {
    return validateUser(name, secret);
  }
}
