package dev.lerwq.cli;

import java.util.Map;

/** A command that decides how the application is booted. */
interface ConfiguresApplication {

  /** Settings by their Quarkus names; asked for once the options are known to be right. */
  Map<String, String> configuration();
}
