package dev.lerwq.bench;

/**
 * One measured figure.
 *
 * @param what what was measured, and under which conditions
 * @param value with its unit
 * @param aim what it should be; empty if it is given for comparison
 * @param bound what bounds it; may be empty
 */
record Figure(String what, String value, String aim, String bound) {

  static Figure of(String what, String value) {
    return new Figure(what, value, "", "");
  }

  Figure aim(String text) {
    return new Figure(what, value, text, bound);
  }

  Figure bound(String text) {
    return new Figure(what, value, aim, text);
  }

  static String ms(double milliseconds) {
    return milliseconds < 10
        ? String.format("%.2f ms", milliseconds)
        : String.format("%.0f ms", milliseconds);
  }

  static String ratio(double ratio) {
    return String.format("%.2fx", ratio);
  }
}
