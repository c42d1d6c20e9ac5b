/**
 * Carries SmallRye Reactive Messaging channels over the {@link dev.lerwq.bus.Bus} port.
 *
 * <p>A channel configured with {@code connector=lerwq-bus} publishes to the entity named by its
 * {@code entity} attribute and acknowledges each message when the bus has durably accepted it.
 * Because it is an ordinary connector, a channel can be pointed elsewhere by configuration alone.
 *
 * <p>May touch: the bus port, Reactive Messaging, Mutiny, CDI. Not an adapter of any bus.
 */
package dev.lerwq.bus.messaging;
