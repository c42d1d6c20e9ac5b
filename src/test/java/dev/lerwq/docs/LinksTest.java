package dev.lerwq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void everyLinkInsideTheProjectLeadsSomewhere() {
    Pages.markdown()
        .forEach(
            (page, text) ->
                LINK.matcher(text.replaceAll("(?ms)^```.*?^```", ""))
                    .results()
                    .forEach(link -> check(page, link)));
  }

  private static void check(Path page, MatchResult link) {
    Path directory = Optional.ofNullable(page.getParent()).orElse(Path.of(""));
    Path target = link.group(1).isEmpty() ? page : directory.resolve(link.group(1)).normalize();
    assertThat(target).as("link to %s in %s", link.group(1), page).exists();
    if (link.group(2) != null) {
      assertThat(anchors(target)).as("link in %s", page).contains(link.group(2));
    }
  }

  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(Pages.read(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
