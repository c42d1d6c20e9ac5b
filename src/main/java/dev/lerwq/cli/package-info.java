/**
 * The command line: one thin class a command, the options they share, and the one place that turns
 * what goes wrong into a message and an exit code.
 *
 * <p>Results go to stdout, everything else to stderr. May touch: picocli, {@code config}, the
 * ports, {@code reflector}, {@code executor}, {@code demo} and the wiring; never an adapter.
 */
package dev.lerwq.cli;
