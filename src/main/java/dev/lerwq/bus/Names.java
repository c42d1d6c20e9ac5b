package dev.lerwq.bus;

/** The rule that names of entities and subscriptions follow on every bus. */
final class Names {
  private Names() {}

  static void requireEntity(String name) {
    if (name == null || name.isBlank() || name.length() > 260 || name.contains("::")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a bus entity: 1 to 260 characters, without '::'");
    }
  }
}
