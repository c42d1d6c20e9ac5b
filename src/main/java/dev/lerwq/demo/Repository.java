package dev.lerwq.demo;

/**
 * A make-believe repository.
 *
 * @param installation the App installation that reaches it
 */
record Repository(long id, long installation, String owner, String name) {
  String fullName() {
    return owner + "/" + name;
  }

  String htmlUrl() {
    return "https://github.com/" + fullName();
  }
}
