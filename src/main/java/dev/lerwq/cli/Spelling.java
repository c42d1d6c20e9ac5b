package dev.lerwq.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How an option is spelled: {@code --github_appid} on the command line ({@code --github-appid}
 * too), {@code github_appid} in a file, {@code LERWQ_GITHUB_APPID} in the environment.
 */
final class Spelling {
  private static final String OPTION = "--";

  /** What the names of options begin with in the environment. */
  static final String ENVIRONMENT = "LERWQ_";

  private static final int MAX_DISTANCE = 3;

  private Spelling() {}

  /** The key of an option's name: {@code --a_b} is {@code a_b}. */
  static String key(String optionName) {
    return optionName.startsWith(OPTION) ? optionName.substring(OPTION.length()) : optionName;
  }

  static String environment(String key) {
    return ENVIRONMENT + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** All three, for messages. */
  static String everywhere(String key) {
    return "--" + key + ", \"" + key + "\" in a --config file, or " + environment(key);
  }

  /**
   * Rewrites kebab-case options to the names they have here; leaves everything else alone, and
   * whatever follows a lone {@code --}.
   */
  static List<String> normalise(List<String> args, Set<String> knownNames) {
    List<String> out = new ArrayList<>(args.size());
    boolean options = true;
    for (String arg : args) {
      options &= !arg.equals(OPTION);
      out.add(options && arg.startsWith(OPTION) ? normalise(arg, knownNames) : arg);
    }
    return List.copyOf(out);
  }

  private static String normalise(String arg, Set<String> knownNames) {
    int equals = arg.indexOf('=');
    String name = equals < 0 ? arg : arg.substring(0, equals);
    String snake = OPTION + name.substring(OPTION.length()).replace('-', '_');
    String kebab = OPTION + name.substring(OPTION.length()).replace('_', '-');
    String known = knownNames.contains(name) ? name : knownNames.contains(snake) ? snake : kebab;
    return knownNames.contains(known) && equals >= 0
        ? known + arg.substring(equals)
        : knownNames.contains(known) ? known : arg;
  }

  /** The known key that an unknown one was probably meant to be. */
  static Optional<String> nearest(String unknown, Collection<String> known) {
    String best = null;
    int bestDistance = MAX_DISTANCE + 1;
    for (String candidate : known) {
      int distance = distance(unknown.toLowerCase(Locale.ROOT).replace('-', '_'), candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
