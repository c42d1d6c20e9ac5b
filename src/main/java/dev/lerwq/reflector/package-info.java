/**
 * From a webhook to durable messages: admission, signature, the one parse, the decision,
 * publication.
 *
 * <p>{@link dev.lerwq.reflector.WebhookResource} is the HTTP boundary; {@link
 * dev.lerwq.reflector.Reflector} is the whole path in plain code. Each event has a handler of its
 * own that turns a payload into a {@link dev.lerwq.reflector.Decision} and does nothing else.
 *
 * <p>May touch: {@code message}, the ports {@code bus} and {@code acl}, {@code bus.messaging} for
 * its channels. Never an adapter.
 */
package dev.lerwq.reflector;
