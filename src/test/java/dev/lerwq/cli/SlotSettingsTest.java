package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

class SlotSettingsTest {
  @TempDir Path directory;
  private final ExecutorOptions options = new ExecutorOptions();
  private final Requirements requirements = new Requirements(CommandSpec.create());

  private List<ExecutorSettings> slots(String json) {
    options.host = Optional.of("rack");
    options.workdir = Optional.of(directory);
    options.remotecmd = Optional.of("ssh root@board");
    options.githubRun = Optional.of("run");
    options.slots = Optional.of(json);
    return new SlotSettings(options, new EntityOptions().of("msr-morello"), Map.of())
        .all(requirements);
  }

  @Test
  void slotHasItsOwnNameAndDirectoryAndElseWhatTheProcessHas() {
    List<ExecutorSettings> slots =
        slots(
            "[{\"name\":\"b1\"},{\"name\":\"b2\",\"remotecmd\":\"ssh root@b2\",\"idle\":5,\"prewarm\":\"cheribsd\","
                + "\"board-prepare\":\"/opt/p\",\"busqueuesub\":\"other\","
                + "\"environment\":{\"TTY\":\"/dev/ttyUSB1\",\"N\":3},\"workdir\":\"/srv/b2\"}]");
    assertThat(requirements.problems()).isEmpty();
    ExecutorSettings plain = slots.get(0);
    assertThat(plain.host()).isEqualTo("rack-b1");
    assertThat(plain.workdir()).isEqualTo(directory.resolve("b1"));
    assertThat(plain.remotecmd()).isEqualTo("ssh root@board");
    assertThat(plain.subscription()).contains("msr-morello");
    assertThat(plain.timeouts().of(Limit.IDLE)).isEqualTo(Limit.IDLE.byDefault());
    assertThat(plain.environment())
        .isEqualTo(Map.of("LERWQ_SLOT", "b1", "MORELLO_HOSTNAME", "rack-b1"));
    ExecutorSettings own = slots.get(1);
    assertThat(own.remotecmd()).isEqualTo("ssh root@b2");
    assertThat(own.boardPrepare()).contains(Path.of("/opt/p"));
    assertThat(own.subscription()).contains("other");
    assertThat(own.workdir()).isEqualTo(Path.of("/srv/b2"));
    assertThat(own.prewarm()).contains("cheribsd");
    assertThat(own.timeouts().of(Limit.IDLE)).isEqualTo(Duration.ofSeconds(5));
    assertThat(own.environment()).containsEntry("TTY", "/dev/ttyUSB1").containsEntry("N", "3");
  }

  @Test
  void slotsLoopUnlessToldOtherwiseAndOneBoardDoesNot() {
    assertThat(slots("[{\"name\":\"a\"}]").get(0).loop()).isTrue();
    options.once = true;
    assertThat(slots("[{\"name\":\"a\"}]").get(0).loop()).isFalse();
    options.once = false;
    options.slots = Optional.empty();
    List<ExecutorSettings> single =
        new SlotSettings(options, new EntityOptions(), Map.of()).all(requirements);
    assertThat(single).hasSize(1);
    assertThat(single.get(0).loop()).isFalse();
    assertThat(single.get(0).host()).isEqualTo("rack");
    assertThat(single.get(0).workdir()).isEqualTo(directory);
    assertThat(single.get(0).environment()).isEmpty();
  }

  @Test
  void everyProblemNamesTheSlotAndTheKey() {
    slots(
        "[{\"name\":\"a\",\"board_prepar\":\"x\",\"idle\":\"soon\",\"environment\":{\"1=\":\"\"}},"
            + "{\"name\":\"A\"},{\"name\":\"../b\"},{},7,"
            + "{\"name\":\"c\",\"remotecmd\":{},\"workdir\":\""
            + directory.resolve("a")
            + "\"},{\"name\":\"a-name-that-is-far-too-long\"}]");
    assertThat(requirements.problems())
        .containsExactlyInAnyOrder(
            "slot 'a': key 'board_prepar' is none that a slot can have of its own; did you mean"
                + " 'board_prepare'?",
            "slot 'a': 'environment': '1=' names no variable",
            "slot 'a': 'idle' has to be a number of seconds, and is 'soon'",
            "slots: the name 'A' is there twice; upper and lower case are one",
            "slots: number 3: 'name' has to be 1 to 32 letters, digits, '_', '.' or '-', and to"
                + " begin with a letter or digit",
            "slots: number 4 has no 'name'",
            "slots: number 5 is not an object, {\"name\": ...}",
            "slot 'c': 'remotecmd' has to be a string, a number or a boolean",
            "slot 'c': 'workdir' is another slot's as well: " + directory.resolve("a"),
            "slot 'a-name-that-is-far-too-long': 'rack-a-name-that-is-far-too-long' makes runner"
                + " names that are too long for GitHub; --host and the slot's name may have 26"
                + " characters together");
  }

  @Test
  void aFilesSlotsReachTheCommandAndItsProblemsTheUser() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("c.json"),
            "{\"github_run\":\"run\",\"workdir\":\""
                + directory
                + "\",\"slots\":[{\"name\":\"b1\",\"remotecmd\":\"/nonexistent/ssh x\"},"
                + "{\"name\":\"b2\"}]}");
    CommandRun run = CommandRun.of("executor", "--config=" + config);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("slot 'b1': remotecmd: there is no file /nonexistent/ssh")
        .contains("slot 'b2': missing: --remotecmd")
        .doesNotContain("unknown key");
    Files.writeString(config, "{\"slots\":\"b1,b2\"}");
    assertThat(CommandRun.of("executor", "--config=" + config).err())
        .contains("slots has to be a list of objects");
  }
}
