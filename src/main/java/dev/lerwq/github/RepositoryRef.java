package dev.lerwq.github;

import java.util.Objects;

/**
 * A repository and the App installation through which it is reached.
 *
 * @param installation the installation's id
 * @param owner login of its owner
 * @param name its name, without the owner
 */
public record RepositoryRef(long installation, String owner, String name) {
  public RepositoryRef {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(name);
  }

  /** {@code owner/name}. */
  public String fullName() {
    return owner + "/" + name;
  }
}
