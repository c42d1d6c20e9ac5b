/**
 * The entry point. {@link dev.lerwq.Main} decides what to boot from the command line and hands
 * over; everything else lives in the packages below.
 */
package dev.lerwq;
