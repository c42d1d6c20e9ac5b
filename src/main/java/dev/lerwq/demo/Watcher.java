package dev.lerwq.demo;

/** Hears what happens at a {@link GithubStandIn}, on its threads; it must not block. */
public interface Watcher {

  /**
   * @param action {@code queued}, {@code waiting}, {@code in_progress} or {@code completed}
   */
  default void jobChanged(Job job, String action) {}

  /**
   * @param what {@code registered}, {@code online}, {@code offline} or {@code removed}
   */
  default void runnerChanged(Runner runner, String what) {}
}
