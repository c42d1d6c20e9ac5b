/**
 * Everything fails at once: executors and the broker are killed, GitHub goes away, scripts break,
 * jobs are cancelled and stolen. In the end every job has run once and nothing is left.
 */
package dev.lerwq.chaos;
