package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.github.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppIdentityTest {
  private static final RSAPrivateKey KEY = rsa(2048);
  private static final String PKCS8 = pem("PRIVATE KEY", KEY.getEncoded());
  private static final String PKCS1 = pkcs1(KEY);

  private static RSAPrivateKey rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, new SecureRandom());
      return (RSAPrivateKey) generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  /** In PKCS#8 of a key of 2048 bits, the PKCS#1 key begins behind 26 bytes. */
  private static String pkcs1(RSAPrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
  }

  /** Another implementation's idea of what these files look like. */
  private static String openssl(String input, String... arguments) {
    try {
      String[] command = new String[arguments.length + 1];
      command[0] = "openssl";
      System.arraycopy(arguments, 0, command, 1, arguments.length);
      Process process = new ProcessBuilder(command).start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.US_ASCII));
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(output).as("openssl").contains("-----BEGIN");
      return output;
    } catch (IOException e) {
      return Assumptions.abort("openssl is needed: " + e.getMessage());
    }
  }

  private static AppIdentity identity(String key) {
    return AppIdentity.of("12345", new Secret(key));
  }

  private static Optional<String> complaint(String key) {
    try {
      identity(key);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getCause()).isNull();
      return Optional.of(e.getMessage());
    }
  }

  @Test
  void bothFormsGiveTheSameKey() {
    assertThat(identity(PKCS1).key()).isEqualTo(KEY);
    assertThat(identity(PKCS8).key()).isEqualTo(KEY);
  }

  @Test
  void opensslsIdeaOfPkcs1IsRead() {
    String pkcs1 = openssl(PKCS8, "rsa", "-traditional");
    assertThat(pkcs1).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(identity(pkcs1).key()).isEqualTo(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1032, 3072})
  void keysOfOtherLengthsAreRead(int bits) {
    RSAPrivateKey key = rsa(bits);
    String pkcs1 = openssl(pem("PRIVATE KEY", key.getEncoded()), "rsa", "-traditional");
    assertThat(identity(pkcs1).key()).isEqualTo(key);
  }

  @Test
  void lineBreaksMayBeWrittenInMoreThanOneWay() {
    for (String pem : new String[] {PKCS1, PKCS8}) {
      assertThat(identity(pem.replace("\n", "\\n")).key()).isEqualTo(KEY);
      assertThat(identity(pem.replace("\n", "\r\n")).key()).isEqualTo(KEY);
      assertThat(identity(pem.replace("\n", "\\r\\n")).key()).isEqualTo(KEY);
      assertThat(identity("  \n" + pem.replace("\n", "\n    ") + "\n\n").key()).isEqualTo(KEY);
      assertThat(identity("\ufeffBag Attributes\n" + pem).key()).isEqualTo(KEY);
    }
  }

  @Test
  void otherThingsThatPeoplePasteAreNamed() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    String ecKey = pem("PRIVATE KEY", ec.generateKeyPair().getPrivate().getEncoded());
    assertThat(complaint(ecKey)).get().asString().contains("holds no RSA private key", "EC");
    assertThat(complaint(openssl(ecKey, "ec"))).get().asString().contains("is an EC key");
    assertThat(complaint(openssl(PKCS8, "rsa", "-pubout")))
        .get()
        .asString()
        .contains("is a public key");
    assertThat(complaint(openssl(PKCS8, "rsa", "-RSAPublicKey_out")))
        .get()
        .asString()
        .contains("is a public key");
    assertThat(complaint(pem("CERTIFICATE", new byte[] {1, 2, 3})))
        .get()
        .asString()
        .contains("is a certificate");
    assertThat(complaint(pem("OPENSSH PRIVATE KEY", new byte[] {1, 2, 3})))
        .get()
        .asString()
        .contains("is an SSH key");
  }

  @Test
  void encryptedKeysAreNamed() {
    String encrypted = openssl(PKCS8, "pkcs8", "-topk8", "-v2", "aes256", "-passout", "pass:x");
    assertThat(encrypted).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertThat(complaint(encrypted)).get().asString().contains("is encrypted");
    String traditional =
        openssl(PKCS8, "rsa", "-traditional", "-aes128", "-passout", "pass:secret");
    assertThat(traditional).contains("Proc-Type");
    assertThat(complaint(traditional)).get().asString().contains("is encrypted");
  }

  @Test
  void whatIsNoPemIsNamed() {
    assertThat(complaint("")).get().asString().contains("is not PEM");
    assertThat(complaint("/etc/lerwq/key.pem")).get().asString().contains("is not PEM");
    assertThat(complaint(PKCS1.lines().skip(1).reduce("", String::concat)))
        .get()
        .asString()
        .contains("is not PEM");
  }

  @Test
  void shortKeysAreRefused() {
    assertThat(complaint(pem("PRIVATE KEY", rsa(512).getEncoded())))
        .get()
        .asString()
        .contains("512 bits");
  }

  @Property(tries = 200)
  void cutOffKeysAreRefusedWithoutBeingShown(
      @ForAll @IntRange(max = 1_600) int length, @ForAll boolean pkcs1) {
    String whole = (pkcs1 ? PKCS1 : PKCS8).strip();
    String cut = whole.substring(0, Math.min(length, whole.length() - 1));
    String complaint = complaint(cut).orElseThrow();
    assertThat(complaint).startsWith("github_key ").hasLineCount(1);
    assertShowsNothing(complaint, whole);
  }

  @Property(tries = 300)
  void damagedKeysNeverEscapeAsSomethingElse(
      @ForAll("damage") String damage, @ForAll @IntRange(max = 1_600) int at) {
    int from = Math.min(at, PKCS1.length());
    int to = Math.min(PKCS1.length(), from + damage.length());
    String damaged = PKCS1.substring(0, from) + damage + PKCS1.substring(to);
    complaint(damaged)
        .ifPresent(
            complaint -> {
              assertThat(complaint).startsWith("github_key ").hasLineCount(1);
              assertShowsNothing(complaint, PKCS1);
            });
  }

  @Property(tries = 200)
  void linesMissingFromTheMiddleAreNoticed(@ForAll @IntRange(min = 1, max = 20) int line) {
    StringBuilder without = new StringBuilder();
    String[] lines = PKCS1.lines().toArray(String[]::new);
    for (int i = 0; i < lines.length; i++) {
      if (i != line) {
        without.append(lines[i]).append('\n');
      }
    }
    assertThat(complaint(without.toString())).get().asString().contains("damaged or cut off");
  }

  @Provide
  Arbitrary<String> damage() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMinLength(1).ofMaxLength(40),
        Arbitraries.of("-----", "-----END RSA PRIVATE KEY-----", "=", "\\n", "\n\n", "AAAA"));
  }

  private static void assertShowsNothing(String complaint, String key) {
    for (String line : key.lines().filter(l -> !l.startsWith("-----")).toList()) {
      for (int i = 0; i + 8 <= line.length(); i++) {
        assertThat(complaint).doesNotContain(line.substring(i, i + 8));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "Iv1.8a61f9b3a7aba766", "-5", "0", "12 34", "99999999999999999999", "0x1f"})
  void appIdHasToBeANumber(String appId) {
    assertThatThrownBy(() -> AppIdentity.of(appId, new Secret(PKCS1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("github_appid ");
  }

  @Test
  void identityDoesNotPrintItsKey() {
    AppIdentity identity = AppIdentity.of(" 12345\n", new Secret(PKCS1));
    assertThat(identity.appId()).isEqualTo(12345);
    assertThat(identity.toString().toLowerCase(Locale.ROOT)).isEqualTo("github app 12345");
  }
}
