/**
 * GitHub over HTTP, as a GitHub App: the adapter below the {@code github} port.
 *
 * <p>{@link dev.lerwq.github.rest.GithubRest} is the way in. {@code GithubHttp} is the one way out:
 * every request passes through it, whoever asks, so that time limits, credentials, rate limits and
 * errors are dealt with in one place. github-api (org.kohsuke) knows where the App is installed.
 * What it does not know, self-hosted runners above all, is asked directly; and so is what an
 * executor needs, which has to be small.
 *
 * <p>May touch: the port {@code github}, github-api, Jackson, the JDK's HTTP client.
 */
package dev.lerwq.github.rest;
