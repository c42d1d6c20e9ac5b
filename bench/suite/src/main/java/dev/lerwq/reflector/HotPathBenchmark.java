package dev.lerwq.reflector;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListIndex;
import dev.lerwq.acl.Verdict;
import dev.lerwq.bench.Template;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a delivery costs between its last byte and the bus. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HotPathBenchmark {
  private static final String SECRET = "a secret of a usual length, 40 letters..";

  /** Bytes of the body. */
  @Param({"11000"})
  public int size;

  private final Signatures signatures = new Signatures(List.of(SECRET));
  private final Judgement judgement =
      new Judgement(
          signatures,
          ReflectorBeans.handlers(
              new Listed(
                  AllowListIndex.of(List.of(new AllowEntry.Owner("1", "octo-org", "board")))),
              List.of()));
  private Delivery delivery;

  /** Makes the delivery. */
  @Setup
  public void prepare() throws IOException {
    byte[] body = Template.of(size);
    delivery =
        new Delivery(
            "5c1e0000-0000-0000-0000-000000000000",
            "workflow_job",
            Signatures.header(SECRET, body),
            "application/json",
            body);
  }

  /** The signature alone. */
  @Benchmark
  public boolean signature() {
    return signatures.valid(delivery.body(), delivery.signature());
  }

  /** Reading the body alone. */
  @Benchmark
  public Object parse() throws BadPayloadException {
    return PayloadReader.read(delivery.body());
  }

  /** Signature, reading, allow list, and the message. */
  @Benchmark
  public Object decision() {
    return judgement.of(delivery, Rules.UNSEEN);
  }

  private record Listed(AllowListIndex index) implements AllowList {
    @Override
    public Verdict decide(String owner, String repo, String label) {
      return index.decide(owner, repo, label);
    }

    @Override
    public Set<String> labels() {
      return index.labels();
    }

    @Override
    public Status status() {
      return new Status(true, Optional.of(Instant.EPOCH), index.size(), Optional.empty());
    }

    @Override
    public void close() {}
  }
}
