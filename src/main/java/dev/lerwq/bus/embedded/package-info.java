/**
 * A durable broker inside this process: Apache Artemis with an AMQP listener, its journal in a data
 * directory.
 *
 * <p>It is reached like any other broker, through {@link dev.lerwq.bus.amqp.AmqpBus}. May touch:
 * the Artemis server and the file system; nothing of the project beyond {@link dev.lerwq.bus}.
 */
package dev.lerwq.bus.embedded;
