package dev.lerwq.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, with a Java that only says how it was called. */
class LauncherTest {
  @TempDir Path directory;
  private Path home;
  private Path jdk;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(directory.resolve("opt/ler wq"));
    Files.copy(Path.of("app"), home.resolve("app"));
    script(home.resolve("app"), Files.readString(Path.of("app")));
    Files.createFile(home.resolve("app.jar"));
    jdk = fakeJdk("jdk", "17.0.15");
  }

  private Path fakeJdk(String name, String version) throws IOException {
    Path at = directory.resolve(name);
    Files.createDirectories(at.resolve("bin"));
    Files.writeString(
        at.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        at.resolve("bin/java"),
        "#!/bin/sh\nfor a in \"$@\"; do printf '[%s]' \"$a\"; done\necho\nexit ${FAKE_EXIT:-0}\n");
    return at;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(Map<String, String> environment, String... args) throws Exception {
    return run(home.resolve("app"), environment, args);
  }

  private Result run(Path app, Map<String, String> environment, String... args) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(app.toString());
    builder.command().addAll(List.of(args));
    builder.environment().clear();
    builder.environment().putAll(new HashMap<>(Map.of("PATH", System.getenv("PATH"))));
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void argumentsArePassedAsTheyAre() throws Exception {
    Result result = run(Map.of("JAVA_HOME", jdk.toString()), "executor", "a b", "", "*", "--x=$y");
    assertThat(result.out())
        .endsWith("[-cp][" + home + "/app.jar][dev.lerwq.Main][executor][a b][][*][--x=$y]\n");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
  }

  @Test
  void whatNeedsTheApplicationStartsFromItsJar() throws Exception {
    for (String command : List.of("reflector", "demo")) {
      Result result = run(Map.of("JAVA_HOME", jdk.toString()), command);
      assertThat(result.out()).endsWith("[-jar][" + home + "/app.jar][" + command + "]\n");
    }
  }

  @Test
  void theExitCodeIsTheApplications() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", jdk.toString(), "FAKE_EXIT", "42")).code()).isEqualTo(42);
  }

  @Test
  void symbolicLinksAreFollowed() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("one"), Path.of("../opt/ler wq/app"));
    Files.createSymbolicLink(bin.resolve("two"), bin.resolve("one"));
    Result result = run(bin.resolve("two"), Map.of("JAVA_HOME", jdk.toString()), "--help");
    assertThat(result.out()).contains("[" + home + "/app.jar][dev.lerwq.Main][--help]");
  }

  @Test
  void javaIsFoundOnThePath() throws Exception {
    Result result = run(Map.of("PATH", jdk + "/bin:" + System.getenv("PATH")), "--help");
    assertThat(result.out()).contains("[--help]");
  }

  @Test
  void aMissingJavaIsSaidToBe() throws Exception {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("sh", "readlink", "sed", "head")) {
      Path real = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          tools.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
    }
    Result result = run(Map.of("PATH", tools.toString()), "--help");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("no Java found").contains("17");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aWrongJavaHomeIsNamed() throws Exception {
    Result result = run(Map.of("JAVA_HOME", "/nowhere"), "--help");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("JAVA_HOME is /nowhere");
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_392")) {
      Path old = fakeJdk("old" + version, version);
      Result result = run(Map.of("JAVA_HOME", old.toString()), "--help");
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("needs 17 or newer").contains(old.toString());
    }
    Path next = fakeJdk("next", "25-ea");
    Result result = run(Map.of("JAVA_HOME", next.toString()), "--help");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("[--sun-misc-unsafe-memory-access=allow]");
    assertThat(run(Map.of("JAVA_HOME", jdk.toString()), "--help").out()).doesNotContain("unsafe");
  }

  @Test
  void optionsOfTheOperatorReachJava() throws Exception {
    Result result =
        run(Map.of("JAVA_HOME", jdk.toString(), "LERWQ_JAVA_OPTS", "-Xmx1g -Da=b"), "reflector");
    assertThat(result.out()).contains("[-Xmx1g][-Da=b][-jar]").contains("[-XX:+UseParallelGC]");
  }

  @Test
  void aCollectorOfTheOperatorsReplacesOurs() throws Exception {
    for (String command : List.of("reflector", "executor")) {
      Result result =
          run(Map.of("JAVA_HOME", jdk.toString(), "LERWQ_JAVA_OPTS", "-Da=b -XX:+UseZGC"), command);
      assertThat(result.out())
          .contains("[-Da=b][-XX:+UseZGC][-")
          .doesNotContain("UseParallelGC")
          .doesNotContain("UseSerialGC");
    }
    Result byJava =
        run(Map.of("JAVA_HOME", jdk.toString(), "JAVA_TOOL_OPTIONS", "-XX:+UseG1GC"), "reflector");
    assertThat(byJava.out()).doesNotContain("UseParallelGC");
  }

  @Test
  void aHeapThatTheOperatorSizesIsNotDividedByUs() throws Exception {
    Result result =
        run(Map.of("JAVA_HOME", jdk.toString(), "LERWQ_JAVA_OPTS", "-Xmx256m"), "reflector");
    assertThat(result.out()).contains("[-Xmx256m]").doesNotContain("MaxNewSize", "-Xms");
  }

  /** A JDK that says its build, and whose Java makes an archive when told to. */
  private Path archivingJdk(String name, String build) throws IOException {
    Path at = fakeJdk(name, "17.0.15");
    Files.writeString(
        at.resolve("release"),
        "JAVA_RUNTIME_VERSION=\"" + build + "\"\nJAVA_VERSION=\"17.0.15\"\n");
    script(
        at.resolve("bin/java"),
        """
        #!/bin/sh
        for a in "$@"; do printf '[%s]' "$a"; done
        echo
        case $* in
          *-Xshare:dump*)
            echo x >>"$0.dumps"
            for a in "$@"; do
              case $a in -XX:SharedArchiveFile=*) echo archive >"${a#*=}" ;; esac
            done ;;
        esac
        """);
    return at;
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.filter(file -> file.toString().endsWith("-commands.jsa")).toList();
    }
  }

  /** Also: nobody is at it any more. */
  private void awaitArchives(int count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (Stream<Path> files = Files.list(home)) {
                return archives().size() == count
                    && files.noneMatch(file -> file.toString().endsWith(".lock"));
              }
            });
  }

  @Test
  void anArchiveOfClassesIsMadeWithoutAWordAndUsedFromThenOn() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_HOME", archivingJdk("a", "17.0.15+6").toString());
    Result first = run(environment, "list-acls");
    assertThat(first.out()).doesNotContain("SharedArchiveFile").endsWith("[list-acls]\n");
    assertThat(first.err()).isEmpty();
    awaitArchives(1);
    Result second = run(environment, "list-acls");
    assertThat(second.out())
        .contains("[-XX:SharedArchiveFile=" + archives().get(0) + "]", "[-Xshare:auto]")
        .endsWith("[list-acls]\n");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void anArchiveOfAnotherJdkOrAnOlderBuildIsNotUsed() throws Exception {
    String ours = archivingJdk("a", "17.0.15+6").toString();
    Map<String, String> now = Map.of("JAVA_HOME", ours, "LERWQ_ARCHIVE", "now");
    assertThat(run(now).code()).isZero();
    assertThat(archives()).hasSize(1);
    String other = archivingJdk("b", "17.0.16+1").toString();
    assertThat(run(Map.of("JAVA_HOME", other), "x").out()).doesNotContain("SharedArchiveFile");
    awaitArchives(2);
    Instant later = Instant.now().plus(Duration.ofDays(1));
    Files.setLastModifiedTime(home.resolve("app.jar"), FileTime.from(later));
    for (Path archive : archives()) {
      // Nobody is to make new ones behind this test's back.
      Path failed = Path.of(archive.toString().replace("-commands.jsa", ".failed"));
      Files.setLastModifiedTime(Files.createFile(failed), FileTime.from(later.plusSeconds(1)));
    }
    assertThat(run(Map.of("JAVA_HOME", ours), "x").out()).doesNotContain("SharedArchiveFile");
  }

  @Test
  void anArchiveThatCannotBeMadeIsTriedOnce() throws Exception {
    Path broken = archivingJdk("a", "17.0.15+6");
    Path java = broken.resolve("bin/java");
    script(java, Files.readString(java).replace("echo archive", "false"));
    Result now = run(Map.of("JAVA_HOME", broken.toString(), "LERWQ_ARCHIVE", "now"));
    assertThat(now.code()).isEqualTo(2);
    assertThat(now.err()).contains("could not be made");
    for (int i = 0; i < 3; i++) {
      Result start = run(Map.of("JAVA_HOME", broken.toString()), "x");
      assertThat(start.out()).endsWith("[x]\n").doesNotContain("SharedArchiveFile");
    }
    assertThat(broken.resolve("bin/java.dumps")).content().isEqualTo("x\n");
    assertThat(archives()).isEmpty();
  }

  @Test
  void archivesCanBeSwitchedOff() throws Exception {
    String ours = archivingJdk("a", "17.0.15+6").toString();
    assertThat(run(Map.of("JAVA_HOME", ours, "LERWQ_ARCHIVE", "now")).code()).isZero();
    Result off = run(Map.of("JAVA_HOME", ours, "LERWQ_ARCHIVE", "off"), "x");
    assertThat(off.out()).doesNotContain("Archive").endsWith("[x]\n");
  }

  @Test
  void aDirectoryThatCannotBeWrittenLeavesTheArchiveToTheUsersCache() throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(home), "this user may write everywhere");
    Path cache = directory.resolve("cache");
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            archivingJdk("a", "17.0.15+6").toString(),
            "XDG_CACHE_HOME",
            cache.toString());
    assertThat(run(environment, "x").code()).isZero();
    await().until(() -> Files.exists(cache.resolve("lerwq")));
    Map<String, String> now = new HashMap<>(environment);
    now.put("LERWQ_ARCHIVE", "now");
    assertThat(run(now).code()).isZero();
    assertThat(run(environment, "x").out()).contains("[-XX:SharedArchiveFile=" + cache);
  }

  @Test
  void theReflectorHasAnArchiveOfItsOwnAndTheJvmsOwnChoices() throws Exception {
    String ours = archivingJdk("a", "17.0.15+6").toString();
    assertThat(run(Map.of("JAVA_HOME", ours, "LERWQ_ARCHIVE", "now")).code()).isZero();
    Result reflector = run(Map.of("JAVA_HOME", ours), "reflector");
    assertThat(reflector.out()).contains("-application.jsa]").doesNotContain("-Xmx", "SerialGC");
    Result executor = run(Map.of("JAVA_HOME", ours), "executor");
    assertThat(executor.out()).contains("-commands.jsa]", "[-Xmx256m]", "[-XX:+UseSerialGC]");
  }
}
