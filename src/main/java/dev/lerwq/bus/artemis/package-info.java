/**
 * How lerwq uses Apache Artemis, whichever way a message gets there: which queues there are, and
 * what a message looks like.
 *
 * <p>Shared by {@link dev.lerwq.bus.amqp} and {@link dev.lerwq.bus.embedded}. May touch: {@link
 * dev.lerwq.bus} and Proton's form of messages; no connection and no broker.
 */
package dev.lerwq.bus.artemis;
