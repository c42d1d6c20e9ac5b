/**
 * The one place that knows which adapter is used. Turns the choices of {@code config} into a bus,
 * an allow list and GitHub, and hands them to those who know only the ports.
 *
 * <p>May touch everything.
 */
package dev.lerwq.wiring;
