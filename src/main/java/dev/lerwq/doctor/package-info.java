/**
 * Looks over a deployment: each part that its configuration names is tried, and what is found is
 * said in one line with what to do about it.
 *
 * <p>May touch: the ports.
 */
package dev.lerwq.doctor;
