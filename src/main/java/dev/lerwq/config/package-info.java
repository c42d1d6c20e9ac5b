/**
 * Where settings come from and what they add up to: configuration files, the environment, the data
 * directory, and the choices (which bus, which allow list) that follow from them.
 *
 * <p>May touch: the JDK and Jackson. Knows neither the command line's parser nor any adapter.
 */
package dev.lerwq.config;
