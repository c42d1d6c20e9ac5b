/**
 * GitHub over HTTP, as a GitHub App: the adapter below the {@code github} port.
 *
 * <p>{@link dev.lerwq.github.rest.GithubRest} is the way in. {@code GithubHttp} is the one way out:
 * every request passes through it, whoever asks, so that time limits, credentials, rate limits and
 * errors are dealt with in one place. github-api (org.kohsuke) signs the App's tokens and knows the
 * App's endpoints; what it does not know, self-hosted runners above all, is asked directly.
 *
 * <p>May touch: the port {@code github}, github-api, Jackson, the JDK's HTTP client.
 */
package dev.lerwq.github.rest;
