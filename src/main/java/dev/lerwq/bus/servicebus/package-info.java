/**
 * The port's adapter to Azure Service Bus, over its Java client.
 *
 * <p>The client brings its own ideas about renewing locks, retrying and recovering. Here it is kept
 * to moving frames: locks are renewed by whoever holds the lease, every wait has an end of ours,
 * and a receiver that ended or fell silent is replaced.
 *
 * <p>May touch: the port in {@link dev.lerwq.bus}, the Azure client, and Reactor as far as the
 * client shows it. Known to the wiring alone.
 */
package dev.lerwq.bus.servicebus;
