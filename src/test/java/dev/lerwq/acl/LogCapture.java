package dev.lerwq.acl;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged to a category and those below it, as "LEVEL text". */
public final class LogCapture implements AutoCloseable {
  private static final PatternFormatter TEXT = new PatternFormatter("%p %s");

  private final Logger logger;
  private final Level before;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            lines.add(TEXT.format(line));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LogCapture(String category) {
    this(category, Logger.getLogger(category).getLevel());
  }

  /** Captures at this level, whatever the application has the category log. */
  public LogCapture(String category, Level level) {
    logger = Logger.getLogger(category);
    before = logger.getLevel();
    logger.setLevel(level);
    logger.addHandler(handler);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** What was captured so far, which is then forgotten. */
  public List<String> drain() {
    List<String> drained = List.copyOf(lines);
    lines.clear();
    return drained;
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setLevel(before);
  }
}
