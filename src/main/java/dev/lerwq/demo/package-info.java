/**
 * What it takes to show and to test the whole of lerwq without GitHub and without boards.
 *
 * <p>{@link dev.lerwq.demo.GithubStandIn} plays GitHub; {@link dev.lerwq.demo.SampleScripts} are
 * the scripts of make-believe boards.
 *
 * <p>May touch: the JDK, Jackson, jjwt, and {@code github.Secret}; nothing of the product depends
 * on this package but the {@code demo} command.
 */
package dev.lerwq.demo;
