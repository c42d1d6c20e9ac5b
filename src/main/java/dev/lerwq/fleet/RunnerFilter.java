package dev.lerwq.fleet;

import dev.lerwq.github.RepositoryRef;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which runners are asked for. What is empty does not matter.
 *
 * @param owner of the repository, in any case
 * @param repository {@code owner/name}, in any case
 * @param status {@code online}, {@code offline}, {@code busy} or {@code idle}
 * @param name with {@code *} for anything and {@code ?} for any one character
 * @param leaked only what {@link FoundRunner#leaked} says
 */
public record RunnerFilter(
    Optional<String> owner,
    Optional<String> repository,
    Optional<String> status,
    Optional<String> name,
    boolean leaked) {

  /** Whether runners at this account can match. */
  boolean mayBeAt(String account) {
    return owner.map(o -> o.equalsIgnoreCase(account)).orElse(true)
        && repository.map(r -> fold(r).startsWith(fold(account) + "/")).orElse(true);
  }

  /** Whether runners of this repository can match. */
  boolean mayBeIn(RepositoryRef at) {
    return owner.map(o -> o.equalsIgnoreCase(at.owner())).orElse(true)
        && repository.map(r -> r.equalsIgnoreCase(at.fullName())).orElse(true);
  }

  /** Whether a runner matches. */
  public boolean matches(FoundRunner found) {
    return status.map(wanted -> hasStatus(found, wanted)).orElse(true)
        && name.map(glob -> pattern(glob).matcher(found.runner().name()).matches()).orElse(true)
        && (!leaked || found.leaked());
  }

  private static boolean hasStatus(FoundRunner found, String wanted) {
    return switch (wanted) {
      case "busy" -> found.runner().busy();
      case "idle" -> found.runner().status().equals("online") && !found.runner().busy();
      default -> found.runner().status().equals(wanted);
    };
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
