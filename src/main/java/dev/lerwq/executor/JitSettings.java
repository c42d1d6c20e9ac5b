package dev.lerwq.executor;

import java.util.Objects;

/**
 * How runners are configured just in time.
 *
 * @param runnerGroup id of the group that they join; 1 is every account's default group
 * @param workFolder where they keep jobs' files, relative to the runner's own directory
 */
public record JitSettings(long runnerGroup, String workFolder) {
  /** The default group, and the folder that runners use unasked. */
  public static final JitSettings DEFAULT = new JitSettings(1, "_work");

  public JitSettings {
    Objects.requireNonNull(workFolder);
  }
}
