/**
 * The bus on an AMQP 1.0 broker, which is Apache Artemis: embedded or remote.
 *
 * <p>Everything about links and deliveries happens on one Vert.x context per bus, so no class here
 * locks. May touch: {@link dev.lerwq.bus}, Vert.x, Proton.
 */
package dev.lerwq.bus.amqp;
