package dev.lerwq;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point inwards, and packages are what their names say. */
class ArchitectureTest {
  private static final String ROOT = "dev.lerwq";
  private static final Path SOURCES = Path.of("src/main/java");
  private static final int MAX_LINES = 300;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static String[] in(String... packages) {
    return Stream.of(packages).map(name -> ROOT + "." + name).toArray(String[]::new);
  }

  @Test
  void messageKnowsNobody() {
    noClasses()
        .that(resideInAPackage(ROOT + ".message"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "..").and(resideInAnyPackage(in("message", "json")).negate()))
        .check(CLASSES);
  }

  @Test
  void identityKnowsNobody() {
    noClasses()
        .that(resideInAPackage(ROOT + ".azure"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "..").and(resideInAPackage(ROOT + ".azure").negate()))
        .check(CLASSES);
  }

  @Test
  void whatEverybodyMayUseKnowsNobody() {
    for (String common : new String[] {"files", "exit", "json"}) {
      noClasses()
          .that(resideInAPackage(ROOT + "." + common))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ROOT + "..").and(resideInAPackage(ROOT + "." + common).negate()))
          .check(CLASSES);
    }
  }

  @Test
  void portsKnowNobody() {
    for (String port : new String[] {"bus", "acl", "github", "config"}) {
      noClasses()
          .that(resideInAPackage(ROOT + "." + port))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ROOT + "..").and(resideInAnyPackage(in(port, "json")).negate()))
          .check(CLASSES);
    }
  }

  @Test
  void theDomainKnowsPortsAndNeverAnAdapter() {
    noClasses()
        .that(resideInAnyPackage(in("reflector..", "executor..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                in(
                    "bus.amqp..",
                    "bus.artemis..",
                    "bus.embedded..",
                    "bus.servicebus..",
                    "acl.file..",
                    "acl.cosmos..",
                    "github.rest..",
                    "systemd..",
                    "wiring..",
                    "cli..",
                    "demo..")))
        .check(CLASSES);
  }

  @Test
  void reflectorAndExecutorDoNotKnowEachOther() {
    noClasses()
        .that(resideInAPackage(ROOT + ".reflector.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".executor.."))
        .check(CLASSES);
    noClasses()
        .that(resideInAPackage(ROOT + ".executor.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".reflector.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheWiringKnowsWhichAdapterIsUsed() {
    noClasses()
        .that(resideInAPackage(ROOT + ".cli.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                in(
                    "bus.amqp..",
                    "bus.artemis..",
                    "bus.embedded..",
                    "bus.servicebus..",
                    "acl.file..",
                    "acl.cosmos..",
                    "github.rest..",
                    "systemd..")))
        .check(CLASSES);
  }

  @Test
  void vendorsStayInTheirAdapters() {
    noClasses()
        .that(
            resideInAnyPackage(in("azure..", "bus.servicebus..", "acl.cosmos..", "wiring.."))
                .negate()
                .and(resideInAPackage(ROOT + "..")))
        .should()
        .dependOnClassesThat(resideInAPackage("com.azure.."))
        .check(CLASSES);
    noClasses()
        .that(
            resideInAPackage(ROOT + ".bus.embedded..").negate().and(resideInAPackage(ROOT + "..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.activemq.."))
        .check(CLASSES);
    noClasses()
        .that(
            resideInAnyPackage(in("bus.amqp..", "bus.artemis.."))
                .negate()
                .and(resideInAPackage(ROOT + "..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.vertx.proton..", "org.apache.qpid.."))
        .check(CLASSES);
    noClasses()
        .that(
            resideInAnyPackage(in("github.rest..", "demo.."))
                .negate()
                .and(resideInAPackage(ROOT + "..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.kohsuke..", "io.jsonwebtoken.."))
        .check(CLASSES);
  }

  @Test
  void onlyCommandsThatAskForTheApplicationAreHandedItsBeans() {
    fields()
        .that()
        .areAnnotatedWith(Inject.class)
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage(ROOT + ".cli..")
        .and()
        .areDeclaredInClassesThat()
        .doNotImplement(ROOT + ".cli.ConfiguresApplication")
        .should()
        .haveRawType(Provider.class)
        .because("WithoutApplication hands out a Provider<Adapters> and nothing else")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodyIsCalledAfterNothing() {
    classes()
        .that(resideInAPackage(ROOT + ".."))
        .should()
        .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .andShould()
        .resideOutsideOfPackages("..util..", "..impl..", "..manager..")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    for (JavaPackage each : CLASSES.getPackage(ROOT).getSubpackagesInTree()) {
      if (!each.getClasses().isEmpty()) {
        Path info = SOURCES.resolve(each.getName().replace('.', '/')).resolve("package-info.java");
        assertThat(info).exists().content().contains("/**");
      }
    }
  }

  @Test
  void classesFitInAHead() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> lines(file) > MAX_LINES)
              .map(file -> file + ": " + lines(file))
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
