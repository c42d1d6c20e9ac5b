/**
 * The port to a durable message bus, and nothing about any particular one.
 *
 * <p>{@link dev.lerwq.bus.Bus} publishes and opens {@link dev.lerwq.bus.Consumer}s; a consumer
 * hands out one {@link dev.lerwq.bus.Lease} at a time. Delivery is at least once everywhere;
 * duplicate detection is an optimisation. Where adapters differ, {@link
 * dev.lerwq.bus.BusCapabilities} says so.
 *
 * <p>May touch: the JDK. Adapters live in the packages below and are known to the wiring alone.
 */
package dev.lerwq.bus;
