package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.github.GithubException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiBaseTest {
  @Test
  void pathsGoBelowTheBase() throws Exception {
    assertThat(ApiBase.of("https://ghe.example/api/v3/").resolve("/app"))
        .hasToString("https://ghe.example/api/v3/app");
    assertThat(ApiBase.of(" https://api.github.com ").resolve("/app"))
        .hasToString("https://api.github.com/app");
  }

  @Test
  void linksStayAtTheSameHost() throws Exception {
    ApiBase base = ApiBase.of("https://ghe.example/api/v3");
    assertThat(base.resolve("https://GHE.example/api/v3/app?page=2"))
        .hasToString("https://GHE.example/api/v3/app?page=2");
    for (String away :
        new String[] {
          "http://ghe.example/api/v3/app",
          "https://ghe.example:444/api/v3/app",
          "https://ghe.example@evil.example/",
          "https://ghe.example.evil.example/",
          "//evil.example/app",
          "mailto:x@ghe.example",
          "not a url"
        }) {
      assertThatThrownBy(() -> base.resolve(away)).as(away).isInstanceOf(GithubException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api.github.com",
        "ftp://x",
        "https://",
        "https://u:secret@x",
        "https://x?a",
        "a b",
        "https://x#y"
      })
  void otherValuesAreRefusedByTheNameOfTheOption(String value) {
    assertThatThrownBy(() -> ApiBase.of(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("github_api ")
        .hasMessageNotContaining("secret");
  }
}
