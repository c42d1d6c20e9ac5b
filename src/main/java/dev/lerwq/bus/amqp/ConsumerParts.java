package dev.lerwq.bus.amqp;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * What every consumer of a bus works with.
 *
 * @param forget called once when a consumer is closed
 */
record ConsumerParts(
    Vertx vertx,
    Context context,
    Connection connection,
    Senders senders,
    AmqpSettings settings,
    Consumer<AmqpConsumer> forget) {}
