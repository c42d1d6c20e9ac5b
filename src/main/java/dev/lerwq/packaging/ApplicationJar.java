package dev.lerwq.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Puts two things into the jar that the application is started from, so that Java need not open
 * every other jar to find that something is in none of them:
 *
 * <ul>
 *   <li>An index of packages and single files, which Java 17 reads and later versions do not. With
 *       one, Java takes a resource of a name from the first jar that has it, and asks no further.
 *   <li>Therefore all providers of each service in one file, as {@link java.util.ServiceLoader}
 *       would gather them.
 * </ul>
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#jar-index">JAR
 *     File Specification, "JAR Index"</a>
 */
public final class ApplicationJar {
  private static final String META = "META-INF/";
  private static final String SERVICES = META + "services/";

  /** For people and for tools that build. */
  private static final List<String> NOT_LOOKED_UP =
      List.of(
          JarFile.MANIFEST_NAME,
          META + "INDEX.LIST",
          META + "jandex.idx",
          META + "maven/",
          META + "native-image/",
          META + "quarkus-",
          META + "versions/");

  private final Map<String, Set<String>> providers = new LinkedHashMap<>();
  private final StringBuilder index = new StringBuilder("JarIndex-Version: 1.0\n\n");

  private ApplicationJar() {}

  /**
   * @param arguments the jar's path
   */
  public static void main(String... arguments) throws IOException {
    complete(Path.of(arguments[0]));
  }

  static void complete(Path jar) throws IOException {
    ApplicationJar completed = new ApplicationJar();
    completed.add(jar, jar.getFileName().toString());
    for (String other : classPath(jar)) {
      completed.add(jar.resolveSibling(other), other);
    }
    completed.writeTo(jar);
  }

  private static List<String> classPath(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String others = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return others == null ? List.of() : List.of(others.split(" "));
    }
  }

  private void add(Path jar, String name) throws IOException {
    Set<String> found = new TreeSet<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.isDirectory()) {
          continue;
        }
        String path = entry.getName();
        if (isOfProviders(path)) {
          providers
              .computeIfAbsent(path, service -> new LinkedHashSet<>())
              .addAll(providers(file, entry));
        } else if (path.startsWith(META)) {
          if (isLookedUp(path)) {
            found.add(path);
          }
        } else {
          int slash = path.lastIndexOf('/');
          found.add(slash < 0 ? path : path.substring(0, slash));
        }
      }
    }
    index.append(name).append('\n');
    found.forEach(each -> index.append(each).append('\n'));
    index.append('\n');
  }

  /** Deeper down, some libraries keep files of other kinds. */
  private static boolean isOfProviders(String path) {
    return path.startsWith(SERVICES) && path.indexOf('/', SERVICES.length()) < 0;
  }

  private static boolean isLookedUp(String path) {
    return NOT_LOOKED_UP.stream().noneMatch(path::startsWith);
  }

  private static List<String> providers(JarFile file, JarEntry entry) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.getInputStream(entry), UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private void writeTo(Path jar) throws IOException {
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Files.createDirectories(inside.getPath(SERVICES));
      Files.writeString(inside.getPath(META + "INDEX.LIST"), index);
      for (Map.Entry<String, Set<String>> service : providers.entrySet()) {
        Files.write(inside.getPath(service.getKey()), service.getValue());
      }
    }
  }
}
