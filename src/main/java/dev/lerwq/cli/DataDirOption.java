package dev.lerwq.cli;

import dev.lerwq.config.DataDir;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where this machine keeps its state. */
final class DataDirOption {
  @Option(
      names = "--data_dir",
      paramLabel = "DIR",
      description =
          "Where the embedded bus, generated secrets and the file allow list live. Default:"
              + " $XDG_STATE_HOME/lerwq, else ~/.local/state/lerwq.")
  Optional<Path> dataDir = Optional.empty();

  DataDir get() {
    return new DataDir(dataDir.orElseGet(() -> DataDir.defaultPath(System.getenv())));
  }
}
