package dev.lerwq.executor;

import dev.lerwq.files.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * What a slot knows of its board: how often in a row its preparation has failed, which is kept in a
 * file over restarts, and what it has been prepared for ahead of time, which is not.
 */
final class Board {
  private static final Logger LOG = Logger.getLogger(Board.class);

  /** After so many failures in a row it is the board and not the job. */
  static final int TRIES = 3;

  private static final String FAILURES = "failures";
  private static final String LAST = "last";

  private final DurableFile file;
  private final Timeouts timeouts;
  private final boolean quarantine;
  private final Clock clock;
  private int failures;
  private Instant last = Instant.EPOCH;
  private String why = "";
  private Optional<String> warmFor = Optional.empty();

  Board(ExecutorSettings settings, Clock clock) {
    this.file = new DurableFile(settings.workdir().resolve("board.properties"));
    this.timeouts = settings.timeouts();
    this.quarantine = settings.quarantine();
    this.clock = clock;
    read();
  }

  /** It has been prepared, or could not be. A script that was stopped says nothing of the board. */
  synchronized void prepared(ScriptOutcome outcome) {
    if (outcome.ok() && failures > 0) {
      failures = 0;
      write();
    } else if (!outcome.ok() && outcome.kind() != ScriptOutcome.Kind.STOPPED) {
      failures++;
      last = clock.instant();
      why = outcome.detail();
      write();
    }
  }

  /** Whether it has to leave service. */
  synchronized boolean condemned() {
    return quarantine && failures >= TRIES;
  }

  /**
   * Takes it out of service. Whoever starts its slot again has seen to it, and gets one try.
   *
   * @return why, for a person
   */
  synchronized String condemn() {
    failures = TRIES - 1;
    write();
    return "board_prepare has failed "
        + TRIES
        + " times in a row (the last time it "
        + why
        + "): this slot takes no more jobs; see to its board, then start it again";
  }

  /** How long to leave it alone after it failed; zero if there is no reason to. */
  synchronized Duration pause() {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration most = timeouts.of(Limit.BOARD_RETRY_CAP);
    Duration nominal =
        timeouts.of(Limit.BOARD_RETRY).multipliedBy(1L << Math.min(failures - 1, 20));
    Duration left =
        Duration.between(clock.instant(), last.plus(nominal.compareTo(most) > 0 ? most : nominal));
    // A clock that was set back must not keep a board from work.
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) > 0 ? most : left;
  }

  /** It has been prepared ahead of time for jobs of a flavour. */
  synchronized void warm(String flavour) {
    warmFor = Optional.of(flavour);
  }

  synchronized boolean isWarm() {
    return warmFor.isPresent();
  }

  /** It has been powered down. */
  synchronized void cool() {
    warmFor = Optional.empty();
  }

  /** It gets a job: whether it was warm for this one. It no longer is. */
  synchronized boolean use(String flavour) {
    boolean warm = warmFor.filter(flavour::equals).isPresent();
    warmFor = Optional.empty();
    return warm;
  }

  private void read() {
    if (!Files.exists(file.path())) {
      return;
    }
    Properties in = new Properties();
    try (Reader reader = Files.newBufferedReader(file.path())) {
      in.load(reader);
      int read = Integer.parseInt(in.getProperty(FAILURES, "0"));
      failures = Math.max(0, Math.min(read, TRIES - 1));
      last = Instant.parse(in.getProperty(LAST, Instant.EPOCH.toString()));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warnf("%s cannot be read and is ignored: %s", file.path(), e.getMessage());
    }
  }

  private void write() {
    try {
      if (failures == 0) {
        file.delete();
        return;
      }
      Properties out = new Properties();
      out.setProperty(FAILURES, Integer.toString(failures));
      out.setProperty(LAST, last.toString());
      StringWriter text = new StringWriter();
      out.store(text, "Failed preparations of this board in a row. Written by the executor.");
      file.replace(text.toString());
    } catch (IOException e) {
      LOG.errorf(
          "%s cannot be written, a restart forgets what it says: %s", file.path(), e.toString());
    }
  }
}
