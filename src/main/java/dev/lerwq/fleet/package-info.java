/**
 * All runners that the App can see: finding them, choosing among them, and taking away those that
 * were left behind.
 *
 * <p>May touch: the port {@code github} alone.
 */
package dev.lerwq.fleet;
