package dev.lerwq.message;

/**
 * A body that lerwq itself writes to, or understands from, the bus.
 *
 * <p>The set is closed for the codec, not for the system: an executor dispatches on {@link #type()}
 * and hands bodies of other types to whichever handler registered for them.
 */
public sealed interface WireMessage permits GithubWorkflow, GithubStar, Shutdown, ShutdownReply {

  /** The value of the body's {@code type} field. */
  String type();
}
