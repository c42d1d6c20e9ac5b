package dev.lerwq.bench;

import dev.lerwq.reflector.HotPathBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** A decision's cost, by JMH. */
final class HotPath implements Part {
  private static final Map<String, String> TITLES =
      Map.of(
          "signature", "verify the signature",
          "parse", "read the body",
          "decision", "verify, read, decide, encode");

  @Override
  public String name() {
    return "hot-path";
  }

  @Override
  public String title() {
    return "A decision in the reflector";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    OptionsBuilder options = new OptionsBuilder();
    options.include(HotPathBenchmark.class.getSimpleName()).addProfiler(GCProfiler.class);
    options.forks(1).warmupIterations(quick ? 1 : 5).measurementIterations(quick ? 1 : 5);
    options.warmupTime(TimeValue.seconds(1)).measurementTime(TimeValue.seconds(1));
    options.jvmArgsAppend("-Dlerwq.home=" + App.home());
    options.output(App.target().resolve("jmh.log").toString());
    if (!quick) {
      options.param("size", "8000", "11000", "50000", "200000");
    }
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : new Runner(options.build()).run()) {
      Result<?> primary = result.getPrimaryResult();
      double allocated =
          result.getSecondaryResults().entrySet().stream()
              .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
              .mapToDouble(entry -> entry.getValue().getScore())
              .findFirst()
              .orElse(Double.NaN);
      String size = result.getParams().getParam("size");
      figures.add(
          Figure.of(
                  Integer.parseInt(size) / 1000 + " kB: " + TITLES.get(primary.getLabel()),
                  String.format("%.1f µs, %,.0f bytes allocated", primary.getScore(), allocated))
              .bound("SHA-256; bytes read"));
    }
    return figures;
  }
}
