package dev.lerwq.docs;

import dev.lerwq.executor.LifecycleDiagram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LifecycleDiagramTest {

  @Test
  void theDocumentedLifeOfAJobIsTheOneInTheCode() throws IOException {
    GeneratedText.isBetween(
        Path.of("docs/architecture.md"),
        "<!-- generated: job lifecycle -->",
        "<!-- end of generated -->",
        "```mermaid\n" + LifecycleDiagram.mermaid() + "```\n");
  }
}
