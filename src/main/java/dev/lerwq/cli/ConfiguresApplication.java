package dev.lerwq.cli;

import java.util.Map;

/**
 * A command that decides whether and how the application is booted. Those that do not decide run
 * without it, which takes a fraction of the time; see {@link WithoutApplication}.
 */
interface ConfiguresApplication {

  /** Settings by their Quarkus names; asked for once the options are known to be right. */
  Map<String, String> configuration();

  /** Whether it takes more than adapters: listeners, metrics, beans. */
  default boolean needsApplication() {
    return true;
  }
}
