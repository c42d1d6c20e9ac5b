package dev.lerwq.bus.embedded;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Artemis's chatter about normal operation out of the log, unless the log's configuration
 * says something about it.
 */
final class QuietLogs {
  /** Held on to: the log manager may forget loggers that nobody refers to, and their levels. */
  private static final Logger ALL = Logger.getLogger("org.apache.activemq");

  private static final Logger BROKER = Logger.getLogger("org.apache.activemq.artemis.core.server");

  /** Reports every client that hangs up. */
  private static final Logger CLIENT = Logger.getLogger("org.apache.activemq.artemis.core.client");

  /**
   * No dead-letter or expiry address (twice per queue), drops of expired and of duplicate messages.
   */
  private static final List<String> NORMAL =
      List.of("AMQ222165", "AMQ222166", "AMQ222147", "AMQ222059");

  private QuietLogs() {}

  static void apply() {
    limit(ALL, Level.WARNING);
    limit(CLIENT, Level.SEVERE);
    if (BROKER.getFilter() == null) {
      BROKER.setFilter(entry -> NORMAL.stream().noneMatch(("" + entry.getMessage())::startsWith));
    }
  }

  private static void limit(Logger logger, Level level) {
    if (logger.getLevel() == null) {
      logger.setLevel(level);
    }
  }
}
