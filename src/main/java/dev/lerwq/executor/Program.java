package dev.lerwq.executor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program and the arguments that always come first.
 *
 * @param words the absolute path of the program, then its arguments
 */
record Program(List<String> words) {
  Program {
    words = List.copyOf(words);
  }

  /** A command line of this program with more arguments. */
  List<String> with(String... arguments) {
    List<String> all = new ArrayList<>(words);
    all.addAll(Arrays.asList(arguments));
    return List.copyOf(all);
  }

  /**
   * Finds a script: a path is taken relative to the current directory, a bare name is looked up in
   * {@code PATH} and then in the current directory.
   *
   * @param key the configuration key, for the problem's text
   * @param problems where to put what is wrong; then the result is empty
   */
  static Optional<Program> script(String key, Path spelled, List<String> problems) {
    Path file = locate(spelled.toString());
    Optional<String> problem = problem(key, file);
    problem.ifPresent(problems::add);
    return problem.isPresent()
        ? Optional.empty()
        : Optional.of(new Program(List.of(file.toString())));
  }

  /** Like {@link #script}, for a program with optional arguments separated by white space. */
  static Optional<Program> commandLine(String key, String spelled, List<String> problems) {
    if (spelled.isBlank()) {
      problems.add(key + " is missing: name the program that runs a command on the board");
      return Optional.empty();
    }
    if (Files.isRegularFile(locate(spelled))) {
      return script(key, Path.of(spelled), problems);
    }
    List<String> words = new ArrayList<>(Arrays.asList(spelled.strip().split("\\s+", -1)));
    Path program = locate(words.get(0));
    Optional<String> problem = problem(key, program);
    problem.ifPresent(problems::add);
    words.set(0, program.toString());
    return problem.isPresent() ? Optional.empty() : Optional.of(new Program(words));
  }

  private static Path locate(String spelled) {
    if (!spelled.contains(File.separator)) {
      String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
      for (String directory : path.split(File.pathSeparator, -1)) {
        Path candidate = Path.of(directory, spelled).toAbsolutePath();
        if (!directory.isEmpty() && Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
    }
    return Path.of(spelled).toAbsolutePath().normalize();
  }

  private static Optional<String> problem(String key, Path file) {
    if (!Files.exists(file)) {
      return Optional.of(key + ": there is no file " + file);
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(key + ": " + file + " is not a file");
    }
    if (!Files.isExecutable(file)) {
      return Optional.of(key + ": " + file + " is not executable; chmod +x it");
    }
    return Optional.empty();
  }
}
