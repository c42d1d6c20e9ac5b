/**
 * Adapter: tells systemd, by the datagrams of {@code sd_notify(3)}, that an executor is ready, what
 * it does, and that it is alive. Implements {@link dev.lerwq.executor.Supervisor}.
 *
 * <p>May touch: that port, and Netty's native transport, since Java has no datagram sockets of the
 * Unix family.
 */
package dev.lerwq.systemd;
