/**
 * Looking into queues and repairing them: what the commands for a person at the bus do, without the
 * command line.
 *
 * <p>May touch: the port {@link dev.lerwq.bus} and Jackson. It may block: only commands call it.
 */
package dev.lerwq.queues;
