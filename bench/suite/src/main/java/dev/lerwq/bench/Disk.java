package dev.lerwq.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the disk alone takes: the bound of everything that has to be on it first. */
final class Disk {
  private static final int PAGE = 4096;

  private Disk() {}

  /** Microseconds of {@code fdatasync} after a page has been written, one after another. */
  static Histogram forcing(int times) throws IOException {
    Histogram took = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    Path directory = App.scratch("disk");
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("page"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < times; i++) {
        int written = file.write(ByteBuffer.allocate(PAGE), 0);
        if (written != PAGE) {
          throw new IOException("half a page was written");
        }
        long start = System.nanoTime();
        file.force(false);
        took.recordValue((System.nanoTime() - start) / 1000);
      }
    }
    App.delete(directory);
    return took;
  }
}
