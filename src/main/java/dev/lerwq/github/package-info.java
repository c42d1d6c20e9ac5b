/**
 * The port to GitHub: what lerwq asks of the REST API, in its own words.
 *
 * <p>May touch: the JDK. The adapter that speaks HTTP lives in {@code github.rest} and is known to
 * the wiring alone.
 */
package dev.lerwq.github;
