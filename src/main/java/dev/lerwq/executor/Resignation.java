package dev.lerwq.executor;

import dev.lerwq.files.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * A slot's word that it leaves service, on disk from before it is given until it has been kept: an
 * executor that is killed in between, and started again by its supervisor, stays out of service.
 *
 * <p>That it cannot be written is logged and does not keep the slot in service.
 */
final class Resignation {
  private static final Logger LOG = Logger.getLogger(Resignation.class);
  private static final String REQUEST = "request";
  private static final String NAME = "name";

  private final DurableFile file;

  /**
   * An answer that somebody may still wait for.
   *
   * @param request the id of the request
   * @param name the slot's or the host's, as the request has it
   */
  record Owed(String request, String name) {}

  /**
   * @param workdir the slot's own directory
   */
  Resignation(Path workdir) {
    this.file = new DurableFile(workdir.resolve("leaving.properties"));
  }

  /** Gives it; what is owed is known after a crash, too. */
  synchronized void give(Optional<Owed> owed) {
    Properties out = new Properties();
    owed.ifPresent(
        answer -> {
          out.setProperty(REQUEST, answer.request());
          out.setProperty(NAME, answer.name());
        });
    try {
      StringWriter text = new StringWriter();
      out.store(text, "This slot was asked to leave service, and does. Written by the executor.");
      file.replace(text.toString());
    } catch (IOException e) {
      LOG.errorf("%s cannot be written, a crash would forget it: %s", file.path(), e);
    }
  }

  /** Whether it was given and not kept yet. */
  synchronized boolean given() {
    return Files.exists(file.path());
  }

  /** Who has to be told, once it is kept. */
  synchronized Optional<Owed> owed() {
    Properties in = new Properties();
    if (given()) {
      try (Reader reader = Files.newBufferedReader(file.path())) {
        in.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warnf("%s cannot be read: nobody is told: %s", file.path(), e.getMessage());
      }
    }
    return Optional.ofNullable(in.getProperty(REQUEST))
        .flatMap(
            request ->
                Optional.ofNullable(in.getProperty(NAME)).map(name -> new Owed(request, name)));
  }

  /** Nothing is owed any more. */
  synchronized void answered() {
    if (given()) {
      give(Optional.empty());
    }
  }

  /** It has been kept, or is taken back. */
  synchronized void lapse() {
    try {
      file.delete();
    } catch (IOException e) {
      LOG.errorf("%s cannot be deleted, the next start stays out of service: %s", file.path(), e);
    }
  }
}
