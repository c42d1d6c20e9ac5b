package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkHeaderTest {
  private static Optional<String> next(String... headers) {
    return LinkHeader.next(HttpHeaders.of(Map.of("link", List.of(headers)), (n, v) -> true));
  }

  @Test
  void findsTheNextPageAmongOthers() {
    assertThat(next("<https://x/?page=1>; rel=\"prev\", <https://x/?page=3>; rel=\"next\""))
        .contains("https://x/?page=3");
    assertThat(next("<https://x/?page=3>; rel=next")).contains("https://x/?page=3");
    assertThat(next("<https://x/?page=1>; rel=\"first\"", "<https://x/?a=1,2>;rel=\"next\""))
        .contains("https://x/?a=1,2");
  }

  @Test
  void lastPageHasNone() {
    assertThat(next("<https://x/?page=1>; rel=\"first\", <https://x/?page=2>; rel=\"prev\""))
        .isEmpty();
    assertThat(next("<https://x/?rel=next>; rel=\"last\"")).isEmpty();
    assertThat(next("rubbish")).isEmpty();
    assertThat(LinkHeader.next(HttpHeaders.of(Map.of(), (n, v) -> true))).isEmpty();
  }
}
