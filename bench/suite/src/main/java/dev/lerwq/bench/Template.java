package dev.lerwq.bench;

import java.io.IOException;

/** A webhook's body with the fields of GitHub's. */
public final class Template {
  private Template() {}

  /**
   * @param size in bytes
   */
  public static byte[] of(int size) throws IOException {
    return Deliveries.template(size);
  }
}
