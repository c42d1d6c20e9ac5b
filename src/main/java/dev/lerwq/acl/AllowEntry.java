package dev.lerwq.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** One line of the allow list. */
public sealed interface AllowEntry {

  /** The entry's identifier where it is kept; unique among entries of its kind. */
  String id();

  /** The owner's login; GitHub's names are case-insensitive. */
  String owner();

  /** The routing label that the entry opens; compared exactly. */
  String label();

  /** Whether both open the same label to the same jobs; ids and case of names do not matter. */
  boolean grantsSameAs(AllowEntry other);

  /** Everything of one owner may use a label. */
  record Owner(String id, String owner, String label) implements AllowEntry {
    public Owner {
      Objects.requireNonNull(id);
      Objects.requireNonNull(owner);
      Objects.requireNonNull(label);
    }

    /** With an id that depends on nothing but what it grants. */
    public static Owner of(String owner, String label) {
      return new Owner(digest("owner-", fold(owner), label), owner, label);
    }

    @Override
    public boolean grantsSameAs(AllowEntry other) {
      return other instanceof Owner o
          && fold(o.owner()).equals(fold(owner))
          && o.label().equals(label);
    }

    @Override
    public String toString() {
      return owner + " for " + label;
    }
  }

  /** One repository may use a label. */
  record Repository(String id, String owner, String repo, String label) implements AllowEntry {
    public Repository {
      Objects.requireNonNull(id);
      Objects.requireNonNull(owner);
      Objects.requireNonNull(repo);
      Objects.requireNonNull(label);
    }

    /** With an id that depends on nothing but what it grants. */
    public static Repository of(String owner, String repo, String label) {
      return new Repository(digest("repo-", fold(owner), fold(repo), label), owner, repo, label);
    }

    @Override
    public boolean grantsSameAs(AllowEntry other) {
      return other instanceof Repository r
          && fold(r.owner()).equals(fold(owner))
          && fold(r.repo()).equals(fold(repo))
          && r.label().equals(label);
    }

    @Override
    public String toString() {
      return owner + "/" + repo + " for " + label;
    }
  }

  /** GitHub logins and repository names, folded for comparison. */
  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  // A database refuses some characters in an id, and a label may have any: hence a digest.
  private static String digest(String prefix, String... parts) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return prefix + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
