package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that {@code app completion} prints, in the shells that they are for. */
class CompletionTest {
  @TempDir Path directory;

  private Path script(String shell) throws IOException {
    CommandRun run = CommandRun.of("completion", shell);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    return Files.writeString(directory.resolve("app." + shell), run.out());
  }

  private List<String> in(String shell, String line) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, shell))),
        shell + " is installed");
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(shell, "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(out);
  }

  @Test
  void bashCompletesCommandsOptionsAndTheirValues() throws Exception {
    String load = ". " + script("bash") + "; ";
    String complete = "; _complete_app 2> /dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
    assertThat(in("bash", load + "COMP_WORDS=(app list-r) COMP_CWORD=1" + complete))
        .containsExactly("list-runners");
    assertThat(in("bash", load + "COMP_WORDS=(app queue-recv --pe) COMP_CWORD=2" + complete))
        .containsExactly("--peek");
    assertThat(in("bash", load + "COMP_WORDS=(app dead-letters re) COMP_CWORD=2" + complete))
        .containsExactly("redrive");
  }

  @Test
  void zshLoadsTheSameScript() throws Exception {
    Path script = script("zsh");
    assertThat(
            in(
                "zsh",
                "autoload -Uz compinit; compinit -u -D; source "
                    + script
                    + "; print ${_comps[app]}"))
        .singleElement()
        .asString()
        .contains("_complete_app");
  }

  @Test
  void fishCompletesCommandsOptionsAndTheirValues() throws Exception {
    String load = "source " + script("fish") + "; complete -C ";
    assertThat(in("fish", load + "'app list-r'"))
        .singleElement()
        .asString()
        .startsWith("list-runners\tShow the self-hosted runners");
    assertThat(in("fish", load + "'app queue-recv --pe'"))
        .containsExactly("--peek\tOnly look: take nothing");
    assertThat(in("fish", load + "'app dead-letters pu'")).hasSize(1);
    assertThat(in("fish", load + "'app completion '")).contains("bash", "zsh", "fish");
    assertThat(in("fish", load + "'app doctor --busqueue_kind '"))
        .extracting(line -> line.split("\t", 2)[0])
        .containsExactlyInAnyOrder("topic", "queue");
  }
}
