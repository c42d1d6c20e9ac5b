package dev.lerwq.docs;

import dev.lerwq.cli.App;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line knows, read from its model. */
final class Settings {
  private static final Set<String> OF_EVERY_COMMAND = Set.of("help", "version", "config");
  private static final Pattern DEFAULT = Pattern.compile("\\s*Default: (.*?)\\.(?=\\s|$)");

  private Settings() {}

  /**
   * One meaning of a key.
   *
   * @param commands the commands that give it this meaning
   * @param values what it takes; empty for a switch
   */
  record Setting(
      String key, List<String> commands, String values, String standard, String description) {
    String environment() {
      return "LERWQ_" + key.toUpperCase(Locale.ROOT);
    }
  }

  /** All commands by their names as typed after {@code app}; aliases are left out. */
  static Map<String, CommandSpec> commands() {
    Map<String, CommandSpec> out = new TreeMap<>();
    collect("", new CommandLine(App.class), out);
    return out;
  }

  private static void collect(String prefix, CommandLine from, Map<String, CommandSpec> out) {
    from.getSubcommands()
        .forEach(
            (name, command) -> {
              if (name.equals(command.getCommandName())) {
                out.put(prefix + name, command.getCommandSpec());
                collect(prefix + name + " ", command, out);
              }
            });
  }

  /** All keys of all commands. */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    commands().values().forEach(c -> c.options().forEach(o -> keys.add(key(o))));
    return keys;
  }

  /** All settings by key; a key that means different things has an entry for each. */
  static List<Setting> all() {
    Map<String, Setting> found = new TreeMap<>();
    commands()
        .forEach(
            (command, spec) -> {
              for (OptionSpec option : spec.options()) {
                if (!OF_EVERY_COMMAND.contains(key(option))) {
                  Setting one = setting(command, option);
                  found.merge(key(option) + "\n" + one.description(), one, Settings::both);
                }
              }
            });
    return List.copyOf(found.values());
  }

  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  private static String value(OptionSpec option) {
    return option.defaultValue() != null
        ? option.defaultValue()
        : String.valueOf(option.initialValue());
  }

  private static Setting both(Setting a, Setting b) {
    List<String> commands = new ArrayList<>(a.commands());
    commands.addAll(b.commands());
    return new Setting(a.key(), List.copyOf(commands), a.values(), a.standard(), a.description());
  }

  private static Setting setting(String command, OptionSpec option) {
    String text = String.join(" ", Arrays.asList(option.description()));
    String standard = "";
    Matcher matcher = DEFAULT.matcher(text);
    if (matcher.find()) {
      standard = matcher.group(1).replace("${DEFAULT-VALUE}", value(option));
      text = matcher.replaceFirst("").strip();
    }
    String values =
        option.arity().max() == 0
            ? ""
            : option.paramLabel().replaceFirst("^<(.*)>$", "$1").replace("|", " or ");
    return new Setting(key(option), List.of(command), values, standard, text);
  }
}
