package dev.lerwq.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationJarTest {
  private static final String SERVICE = "META-INF/services/" + Greeter.class.getName();

  @TempDir Path directory;
  private Path jar;

  /** A service. */
  public interface Greeter {}

  /** One provider. */
  public static final class Hello implements Greeter {}

  /** Another provider. */
  public static final class Moin implements Greeter {}

  @BeforeEach
  void makeJars() throws IOException {
    Files.createDirectories(directory.resolve("lib"));
    jar = directory.resolve("app.jar");
    write(jar, "lib/one.jar lib/two.jar", Map.of("META-INF/a.properties", "x"));
    write(
        directory.resolve("lib/one.jar"),
        "",
        Map.of(
            SERVICE,
            "# ours\n" + Hello.class.getName() + " # polite\n\n",
            "org/one/x",
            "1",
            "at-the-root",
            "2"));
    write(
        directory.resolve("lib/two.jar"),
        "",
        Map.of(
            SERVICE,
            Moin.class.getName() + "\n" + Hello.class.getName(),
            "META-INF/services/org/two/kind",
            "class=x",
            "META-INF/maven/pom.xml",
            "<x/>",
            "META-INF/two.properties",
            "y"));
  }

  private static void write(Path jar, String classPath, Map<String, String> entries)
      throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!classPath.isEmpty()) {
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private String text(String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(
          file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void allProvidersAreFoundWhereverTheyAre() throws IOException {
    ApplicationJar.complete(jar);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      assertThat(
              ServiceLoader.load(Greeter.class, loader).stream().map(ServiceLoader.Provider::type))
          .containsExactlyInAnyOrder(Hello.class, Moin.class);
    }
    assertThat(text(SERVICE)).isEqualTo(Hello.class.getName() + "\n" + Moin.class.getName() + "\n");
  }

  @Test
  void whatElseIsLookedUpIsFound() throws IOException {
    ApplicationJar.complete(jar);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      for (String name :
          List.of(
              "META-INF/a.properties",
              "META-INF/two.properties",
              "META-INF/services/org/two/kind",
              "org/one/x",
              "at-the-root")) {
        assertThat(Collections.list(loader.getResources(name))).as(name).hasSize(1);
      }
    }
  }

  @Test
  void indexNamesPackagesAndFilesButNoServices() throws IOException {
    ApplicationJar.complete(jar);
    assertThat(text("META-INF/INDEX.LIST"))
        .isEqualTo(
            """
            JarIndex-Version: 1.0

            app.jar
            META-INF/a.properties

            lib/one.jar
            at-the-root
            org/one

            lib/two.jar
            META-INF/services/org/two/kind
            META-INF/two.properties

            """);
  }

  @Test
  void twiceIsAsGoodAsOnce() throws IOException {
    ApplicationJar.complete(jar);
    String index = text("META-INF/INDEX.LIST");
    ApplicationJar.complete(jar);
    assertThat(text("META-INF/INDEX.LIST")).isEqualTo(index);
  }
}
