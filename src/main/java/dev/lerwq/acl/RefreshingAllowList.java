package dev.lerwq.acl;

import dev.lerwq.acl.AllowListException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/**
 * Keeps the list of a source in memory and reads it again in the background. Nothing is read on the
 * caller's thread, neither at construction nor for a decision.
 *
 * <p>A failed refresh keeps the list that is there for {@link RefreshSettings#maxStale} at most;
 * after that, and before the first load, every verdict is {@link Verdict.Unknown}. It owns its
 * source and closes it.
 */
public final class RefreshingAllowList implements AllowList {
  private final AllowListSource source;
  private final RefreshSettings settings;
  private final RefreshTimer timer;
  private final DoubleSupplier random;
  private final RefreshLog log;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Written by the refreshing thread alone. */
  private volatile State state = new State(Optional.empty(), Optional.empty(), 0);

  /** Starts the first load in the background. */
  public RefreshingAllowList(AllowListSource source, RefreshSettings settings) {
    this(
        source,
        settings,
        RefreshTimer.ofSystem("allow-list"),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  RefreshingAllowList(
      AllowListSource source, RefreshSettings settings, RefreshTimer timer, DoubleSupplier random) {
    this.source = source;
    this.settings = settings;
    this.timer = timer;
    this.random = random;
    this.log = new RefreshLog(source.location(), settings.remindEvery());
    timer.after(Duration.ZERO, this::refresh);
  }

  @Override
  public Verdict decide(String owner, String repo, String label) {
    State now = state;
    if (now.unusable(timer, settings)) {
      return new Verdict.Unknown(whyUnusable(now));
    }
    return now.list().orElseThrow().index().decide(owner, repo, label);
  }

  @Override
  public Set<String> labels() {
    State now = state;
    return now.unusable(timer, settings)
        ? Set.of()
        : now.list().map(list -> list.index().labels()).orElseGet(Set::of);
  }

  @Override
  public Status status() {
    State now = state;
    Optional<Instant> loadedAt = now.list().map(Loaded::at);
    int entries = now.list().map(list -> list.index().size()).orElse(0);
    if (now.unusable(timer, settings)) {
      return new Status(false, loadedAt, entries, Optional.of(whyUnusable(now)));
    }
    Optional<String> problem =
        now.failure().map(AllowListException::getMessage).or(now.list().orElseThrow()::remark);
    return new Status(true, loadedAt, entries, problem);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      timer.close();
      source.close();
    }
  }

  private String whyUnusable(State now) {
    if (now.list().isEmpty()) {
      return now.failure()
          .map(AllowListException::getMessage)
          .orElse("the allow list in " + source.location() + " is not loaded yet");
    }
    String age =
        "the allow list in "
            + source.location()
            + " was last read at "
            + now.list().get().at()
            + ", longer ago than the "
            + RefreshLog.inWords(settings.maxStale())
            + " that it may be used";
    return now.failure().map(e -> age + ": " + e.getMessage()).orElse(age);
  }

  private void refresh() {
    if (closed.get()) {
      return;
    }
    Duration next;
    try {
      succeeded(source.load());
      next = settings.interval();
    } catch (AllowListException e) {
      next = failed(e);
    } catch (RuntimeException | Error e) {
      // Whatever it is, without a next attempt the list would silently grow old.
      next = failed(new AllowListException("cannot read " + source.location() + ": " + e, e));
    }
    timer.after(next, this::refresh);
  }

  private void succeeded(List<AllowEntry> entries) {
    Optional<Loaded> before = state.list();
    AllowListIndex index =
        before
            .filter(list -> list.of(entries))
            .map(Loaded::index)
            .orElseGet(() -> AllowListIndex.of(entries));
    Loaded loaded = new Loaded(entries, index, source.remark(), timer.now(), timer.nanoTime());
    state = new State(Optional.of(loaded), Optional.empty(), 0);
    boolean changed = before.filter(list -> list.index().answersLike(index)).isEmpty();
    log.loaded(index.size(), changed, timer);
  }

  private Duration failed(AllowListException e) {
    if (closed.get()) {
      return settings.maxRetry();
    }
    State before = state;
    Optional<Loaded> kept = e.kind() == Kind.ABSENT ? Optional.empty() : before.list();
    State after = new State(kept, Optional.of(e), before.failures() + 1);
    state = after;
    log.failed(e, after.unusable(timer, settings) ? Optional.empty() : kept.map(Loaded::at), timer);
    return settings.retryAfter(after.failures(), random.getAsDouble());
  }

  /** A list in use. The instant is for people, the nanoseconds for reckoning. */
  private record Loaded(
      List<AllowEntry> entries,
      AllowListIndex index,
      Optional<String> remark,
      Instant at,
      long nanos) {

    @SuppressWarnings("ReferenceEquality") // a source says "unchanged" by returning the same list
    boolean of(List<AllowEntry> others) {
      return entries == others;
    }
  }

  /** The list in use, why the last load failed, and how many failed in a row. */
  private record State(Optional<Loaded> list, Optional<AllowListException> failure, int failures) {

    boolean unusable(RefreshTimer timer, RefreshSettings settings) {
      // A source that answers with nonsense can be reached: its last good list does not grow old.
      boolean answers = failure.filter(e -> e.kind() == Kind.MALFORMED).isPresent();
      return list.isEmpty()
          || (!answers && timer.nanoTime() - list.get().nanos() > settings.maxStale().toNanos());
    }
  }
}
