package dev.lerwq.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GithubNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "octo-org", "Octo42", "old--name-", "mona_acme", "7"})
  void ownersThatExist(String owner) {
    assertThat(GithubNames.ownerProblem(owner)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-a", "a/b", "a b", "ä", "a.b", "0123456789012345678901234567890123456789"})
  void ownersThatCannotExist(String owner) {
    assertThat(GithubNames.ownerProblem(owner)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "hello.world", ".github", "-", "_x", "a..b", "digit"})
  void repositoriesThatExist(String repo) {
    assertThat(GithubNames.repoProblem(repo)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "x.git", "x.GIT", "ö", "a\n"})
  void repositoriesThatCannotExist(String repo) {
    assertThat(GithubNames.repoProblem(repo)).isPresent();
  }

  @Test
  void longRepositoryNameIsTheLimit() {
    assertThat(GithubNames.repoProblem("r".repeat(100))).isEmpty();
    assertThat(GithubNames.repoProblem("r".repeat(101))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a ", "a,b", "a\tb"})
  void labelsThatCannotRoute(String label) {
    assertThat(GithubNames.labelProblem(label)).isPresent();
  }

  @Test
  void repositoryIsReadAsPeopleWriteIt() {
    RepositoryName name = RepositoryName.parse("Octo-Org/hello.world");
    assertThat(name).isEqualTo(new RepositoryName("Octo-Org", "hello.world"));
    assertThat(name.fullName()).isEqualTo("Octo-Org/hello.world");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "hello, expected owner/name",
        "https://github.com/octo/hello, expected owner/name",
        "octo/hello/tree, repository 'hello/tree' is no repository name",
        "/hello, owner '' is empty",
        "octo/, repository '' is empty",
        "octo/hello.git, leave out '.git'",
      })
  void wrongRepositoryNamesSayWhatIsWrong(String text, String problem) {
    assertThatThrownBy(() -> RepositoryName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
