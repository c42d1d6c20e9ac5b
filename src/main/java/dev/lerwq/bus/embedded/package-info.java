/**
 * A durable broker inside this process: Apache Artemis with an AMQP listener, its journal in a data
 * directory.
 *
 * <p>Everybody reaches it like any other broker, through {@link dev.lerwq.bus.amqp.AmqpBus}; only
 * what its own process publishes goes straight to the journal. May touch: the Artemis server and
 * the file system, {@link dev.lerwq.bus} and {@link dev.lerwq.bus.artemis}.
 */
package dev.lerwq.bus.embedded;
