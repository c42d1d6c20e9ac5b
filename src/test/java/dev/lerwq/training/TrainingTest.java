package dev.lerwq.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  @TempDir Path directory;

  /** The launcher takes whatever list it gets: that a class is missing shows in no other test. */
  @Test
  void commandsAndAnExecutorsJobAreTrained() throws Exception {
    Path classes = directory.resolve("classes");
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                "commands")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(directory.resolve("tmp")).isEmptyDirectory();
    List<String> loaded = Files.readAllLines(classes);
    for (String needed :
        List.of(
            "cli.ListAclsCommand", "executor.JobRun", "bus.amqp.AmqpConsumer", "github.rest.")) {
      assertThat(loaded).anyMatch(line -> line.contains("dev.lerwq." + needed));
    }
    for (String needless : List.of("dev.lerwq.bus.embedded.EmbeddedBroker ", "ObjectMapper ")) {
      assertThat(loaded).noneMatch(line -> line.contains(needless));
    }
  }
}
