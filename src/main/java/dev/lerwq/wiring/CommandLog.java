package dev.lerwq.wiring;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Handler;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * The log of a command that runs without the application: as the application would write it, by the
 * {@code quarkus.log} settings of {@code application.properties}, of system properties and of the
 * environment ({@code QUARKUS_LOG_LEVEL}).
 */
public final class CommandLog {
  private static final String LEVEL = "quarkus.log.level";
  private static final String FORMAT = "quarkus.log.console.format";
  private static final String CATEGORY = "quarkus.log.category.\"";
  private static final String CATEGORY_LEVEL = "\".level";

  private CommandLog() {}

  /**
   * Begins to write to stderr.
   *
   * @param asked settings that the command asks for; they win over all others
   */
  public static void start(Map<String, String> asked) {
    Properties settings = settings(asked);
    LogContext context = LogContext.getLogContext();
    for (String name : settings.stringPropertyNames()) {
      if (name.startsWith(CATEGORY) && name.endsWith(CATEGORY_LEVEL)) {
        String category =
            name.substring(CATEGORY.length(), name.length() - CATEGORY_LEVEL.length());
        context.getLogger(category).setLevel(level(context, settings.getProperty(name)));
      }
    }
    context.getLogger("").setLevel(level(context, settings.getProperty(LEVEL, "INFO")));
    Handler console =
        new ConsoleHandler(
            ConsoleHandler.Target.SYSTEM_ERR,
            new PatternFormatter(settings.getProperty(FORMAT, "%d %-5p [%c{1}] %s%e%n")));
    console.setLevel(Level.ALL);
    InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {console});
    onStderrAlone();
  }

  /**
   * Takes away what the log manager itself attaches, which writes all of it to stdout a second
   * time. What is left is the framework's: its settings say that it writes to stderr.
   */
  public static void onStderrAlone() {
    Logger root = LogContext.getLogContext().getLogger("");
    for (Handler handler : root.getHandlers()) {
      if (handler != InitialConfigurator.DELAYED_HANDLER) {
        root.removeHandler(handler);
      }
    }
  }

  private static Properties settings(Map<String, String> asked) {
    Properties settings = new Properties();
    try (InputStream in = CommandLog.class.getResourceAsStream("/application.properties")) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String level = System.getenv("QUARKUS_LOG_LEVEL");
    if (level != null) {
      settings.setProperty(LEVEL, level);
    }
    settings.putAll(System.getProperties());
    settings.putAll(asked);
    return settings;
  }

  private static java.util.logging.Level level(LogContext context, String name) {
    return context.getLevelForName(name.strip().toUpperCase(java.util.Locale.ROOT));
  }
}
