package dev.lerwq.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can be made to go wrong from outside. */
enum Trouble {
  EXECUTOR_KILLED,
  BROKER_KILLED,
  GITHUB_AWAY,
  GITHUB_THROTTLES,
  GITHUB_FAILS;

  /** So much trouble for so many jobs, in an order that depends on the seed. */
  static List<Trouble> forJobs(int jobs, Random chance) {
    List<Trouble> all = new ArrayList<>();
    all.addAll(Collections.nCopies(Math.max(3, jobs / 40), EXECUTOR_KILLED));
    all.addAll(Collections.nCopies(Math.max(1, jobs / 250), BROKER_KILLED));
    all.addAll(Collections.nCopies(Math.max(1, jobs / 80), GITHUB_AWAY));
    all.addAll(Collections.nCopies(Math.max(1, jobs / 60), GITHUB_THROTTLES));
    all.addAll(Collections.nCopies(Math.max(1, jobs / 40), GITHUB_FAILS));
    Collections.shuffle(all, chance);
    return all;
  }

  void make(Chaos chaos, Random chance) throws IOException {
    switch (this) {
      case EXECUTOR_KILLED -> chaos.killExecutor(chance.nextInt(chaos.executors()));
      case BROKER_KILLED -> chaos.killBroker();
      case GITHUB_AWAY -> {
        chaos.github.goDown();
        CompletableFuture.delayedExecutor(200 + chance.nextInt(1300), TimeUnit.MILLISECONDS)
            .execute(() -> comeBack(chaos));
      }
      case GITHUB_THROTTLES ->
          chaos.github.faults().rateLimit("/repos/", 1 + chance.nextInt(2), Duration.ofSeconds(1));
      case GITHUB_FAILS -> {
        chaos.github.faults().answer("/repos/", 1 + chance.nextInt(4), 502);
        chaos.github.faults().drop("/repos/", 1 + chance.nextInt(2));
      }
    }
  }

  private static void comeBack(Chaos chaos) {
    try {
      chaos.github.comeBack();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
