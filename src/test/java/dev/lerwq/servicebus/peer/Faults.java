package dev.lerwq.servicebus.peer;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What goes wrong on purpose. Everything here can be called from any thread, and has happened, as
 * far as the peer is concerned, when it returns.
 */
public final class Faults {
  private final ServiceBusPeer peer;
  private final Map<String, Failure> refusedLinks = new ConcurrentHashMap<>();
  private final Map<String, Failure> refusedMessages = new ConcurrentHashMap<>();
  private volatile long delayMillis;
  private volatile Optional<Failure> cbs = Optional.empty();
  private volatile boolean silentSettlement;

  Faults(ServiceBusPeer peer) {
    this.peer = peer;
  }

  /** Cuts every TCP connection, without any goodbye. New ones are accepted. */
  public void cutConnections() {
    peer.onLoop(() -> peer.connections().forEach(PeerConnection::cut));
  }

  /** Closes every connection with an error, politely. */
  public void closeConnections(Failure why) {
    peer.onLoop(() -> peer.connections().forEach(c -> c.closeWith(why)));
  }

  /** Detaches every link to an entity, as the service does with idle ones. */
  public void detachLinks(String path, Failure why) {
    peer.onLoop(() -> peer.detach(path, why));
  }

  /** Holds back every frame that the peer sends; zero for no longer. */
  public void delay(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** Refuses new links to an entity, until {@link #heal}. */
  public void refuseLinks(String path, Failure why) {
    refusedLinks.put(key(path), why);
  }

  /** Refuses messages sent to an entity, until {@link #heal}. */
  public void refuseMessages(String path, Failure why) {
    refusedMessages.put(key(path), why);
  }

  /** Refuses every token, until {@link #heal}. Links already attached stay. */
  public void refuseTokens(Failure why) {
    cbs = Optional.of(why);
  }

  /** Leaves outcomes without an answer, until {@link #heal}; they take no effect. */
  public void ignoreSettlement() {
    silentSettlement = true;
  }

  /** Ends every lock on an entity's messages, as if its time had passed. */
  public void loseLocks(String path) {
    peer.onLoop(() -> peer.queueAt(path).loseLocks());
  }

  /** Forgets the receivers of an entity; their links stay up and never get a message again. */
  public void deafen(String path) {
    peer.onLoop(() -> peer.queueAt(path).forgetLinks());
  }

  /** Takes all refusals, delays and silences back. */
  public void heal() {
    refusedLinks.clear();
    refusedMessages.clear();
    cbs = Optional.empty();
    delayMillis = 0;
    silentSettlement = false;
  }

  long delayMillis() {
    return delayMillis;
  }

  boolean settlementIgnored() {
    return silentSettlement;
  }

  Optional<Failure> onToken() {
    return cbs;
  }

  Optional<Failure> onAttach(String path) {
    return Optional.ofNullable(refusedLinks.get(key(path)));
  }

  Optional<Failure> onMessage(String path) {
    return Optional.ofNullable(refusedMessages.get(key(path)));
  }

  private static String key(String path) {
    return path.toLowerCase(Locale.ROOT);
  }
}
