package dev.lerwq.acl.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.acl.LogCapture;
import dev.lerwq.cosmos.peer.CosmosPeer;
import dev.lerwq.cosmos.peer.Fault;
import dev.lerwq.cosmos.peer.Operation;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the containers hold, beyond the contract of every place. */
class CosmosItemsTest {
  private static final String DATABASE = "GitHubWebHookDB";
  private static final AllowEntry OCTO = AllowEntry.Owner.of("octo", "m");
  private static final Audit AUDIT = new Audit("mona", Instant.EPOCH, "ticket 42");

  private CosmosPeer peer;
  private CosmosAllowListSource source;
  private CosmosAllowListEditor editor;

  @BeforeEach
  void start() throws Exception {
    peer = new CosmosPeer();
    peer.createContainer(DATABASE, "AllowOwner");
    peer.createContainer(DATABASE, "AllowRepository");
    CosmosConnection connection = CosmosConnection.ofConnectionString(peer.connectionString());
    source = new CosmosAllowListSource(connection, DATABASE);
    editor = new CosmosAllowListEditor(connection, DATABASE);
  }

  @AfterEach
  void stop() {
    source.close();
    editor.close();
    peer.close();
  }

  @Test
  void manyPagesOfManyRangesAreRead() throws Exception {
    for (int i = 0; i < 1203; i++) {
      peer.put(
          DATABASE,
          "AllowRepository",
          "{\"id\":\"%d\",\"owner\":\"octo\",\"repo\":\"r%d\",\"label\":\"m\"}".formatted(i, i));
    }
    int before = peer.count(Operation.QUERY);
    assertThat(source.load()).hasSize(1203).doesNotHaveDuplicates();
    // The empty container's two ranges, and two pages from each of the other's.
    assertThat(peer.count(Operation.QUERY) - before).isEqualTo(6);
  }

  @Test
  void itemsThatLackAFieldAreRemarkedUponOnce() throws Exception {
    peer.put(DATABASE, "AllowOwner", "{\"id\":\"1\",\"owner\":\"octo\",\"label\":\"m\"}");
    peer.put(DATABASE, "AllowOwner", "{\"id\":\"odd\",\"owner\":\"octo\",\"label\":7}");
    try (LogCapture log = new LogCapture("dev.lerwq.acl.cosmos")) {
      assertThat(source.load()).containsExactly(new AllowEntry.Owner("1", "octo", "m"));
      source.load();
      assertThat(source.remark())
          .hasValueSatisfying(r -> assertThat(r).contains("1 items").endsWith("AllowOwner odd"));
      assertThat(log.lines()).hasSize(1);
    }
    peer.createContainer(DATABASE, "AllowOwner");
    source.load();
    assertThat(source.remark()).isEmpty();
  }

  @Test
  void denyLooksAgainWhenSomeoneElseChangedTheItem() throws Exception {
    editor.allow(OCTO, AUDIT);
    peer.failOnce(Operation.DELETE_ITEM, Fault.answer(412));
    assertThat(editor.deny(OCTO, AUDIT)).isTrue();
    assertThat(editor.entries()).isEmpty();
    assertThat(editor.deny(OCTO, AUDIT)).isFalse();
  }

  @Test
  void denyGivesUpWhenTheItemNeverStandsStill() throws Exception {
    editor.allow(OCTO, AUDIT);
    peer.fail(Operation.DELETE_ITEM, Fault.answer(412));
    assertThatThrownBy(() -> editor.deny(OCTO, AUDIT))
        .isInstanceOf(AllowListException.class)
        .hasMessageEndingWith("others keep on changing octo for m; try again");
  }
}
