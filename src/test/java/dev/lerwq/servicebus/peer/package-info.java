/**
 * A broker for tests that speaks the AMQP 1.0 dialect of Azure Service Bus, in process, on a
 * loopback port, without TLS. Start one with {@link
 * dev.lerwq.servicebus.peer.ServiceBusPeer#start}, hand its connection string to an unmodified
 * client, break things with {@link dev.lerwq.servicebus.peer.Faults}.
 *
 * <p>Speaks: queues, topics, subscriptions with a subject filter, sessions by name and next
 * available, peek-lock with expiry, receive-and-delete, delivery counts, dead letters, duplicate
 * detection, time to live, scheduled messages, deferral, batches, {@code $cbs} with shared access
 * signatures checked, and on {@code $management}: renew-lock, renew-session-lock, peek-message,
 * update-disposition, receive-by-sequence-number, schedule-message, cancel-scheduled-message,
 * session state. Messages are kept as the raw AMQP sections that their sender wrote.
 *
 * <p>Does not speak: TLS, WebSockets, transactions, the administration API, rules beyond a subject,
 * forwarding, partitions, size quotas, session enumeration. Bearer tokens are accepted unread. It
 * was held against the Java client only; where the service's behaviour is not documented ({@code
 * released} leaving the count alone, message locks outliving their link) it takes the reading that
 * the service's documents suggest.
 *
 * <p>May touch: the JDK and Proton-J 2. It knows nothing of the project around it.
 */
package dev.lerwq.servicebus.peer;
