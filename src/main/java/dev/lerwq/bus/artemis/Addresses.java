package dev.lerwq.bus.artemis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.net.URLDecoder;
import java.util.Optional;

/**
 * Where the bus's entities are on Artemis.
 *
 * <p>A queue {@code e} is the address {@code e}. A subscription or session {@code s} of {@code e}
 * is an anycast queue of its own on that address, {@code e::e/s}, so that it can be written to
 * before anybody reads it. The queue's name repeats the entity because queue names are unique in
 * the whole broker. Dead letters are the address {@code e.dead-letter}.
 *
 * <p>Labels and runner names can hold anything, and {@code *}, {@code #} and {@code ::} mean
 * something to Artemis; all but letters, digits, {@code .}, {@code _} and {@code -} is
 * percent-encoded.
 */
public final class Addresses {
  private static final String DEAD_LETTER = ".dead-letter";
  private static final String OF_QUEUE = "::";
  private static final String PLAIN = "._-";

  private Addresses() {}

  public static String of(Destination destination, OutboundMessage message) {
    String entity = destination.entity();
    return switch (destination.kind()) {
      case QUEUE -> of(entity, message.session());
      case TOPIC -> {
        if (message.subject().isEmpty()) {
          throw new BusException.Refused(
              entity + " is a topic; a message without a subject would reach nobody");
        }
        yield of(entity, message.subject());
      }
    };
  }

  public static String of(Source source) {
    String entity = source.deadLetters() ? deadLetters(source.entity()) : source.entity();
    return of(entity, source.subscription().or(source::session));
  }

  public static String deadLetters(String entity) {
    return entity + DEAD_LETTER;
  }

  private static String of(String entity, Optional<String> part) {
    return part.map(p -> entity + OF_QUEUE + entity + "/" + encode(p)).orElse(entity);
  }

  /** The name of the queue that an address means. */
  public static String queue(String address) {
    int name = address.indexOf(OF_QUEUE);
    return name < 0 ? address : address.substring(name + OF_QUEUE.length());
  }

  /** The entity that an address belongs to. */
  public static String entity(String address) {
    int name = address.indexOf(OF_QUEUE);
    return name < 0 ? address : address.substring(0, name);
  }

  /** Undoes {@link #encode}; names that others gave are left as they are. */
  public static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException notOurs) {
      return text;
    }
  }

  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte each : text.getBytes(UTF_8)) {
      char c = (char) (each & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%');
        encoded.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        encoded.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
      }
    }
    return encoded.toString();
  }
}
