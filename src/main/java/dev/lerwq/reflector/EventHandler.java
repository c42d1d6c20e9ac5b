package dev.lerwq.reflector;

/** Decides about the deliveries of one event. Touches nothing but the allow list in memory. */
interface EventHandler {

  /** The value of {@code X-GitHub-Event} that it is for. */
  String event();

  /**
   * @param rules is told of each rule that is applied
   * @throws BadPayloadException if the payload lacks what is needed
   */
  Decision decide(Payload payload, Rules rules) throws BadPayloadException;
}
