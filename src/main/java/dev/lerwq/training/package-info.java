/**
 * What the launcher runs, once for each build, to learn which classes a start needs. It uses the
 * application as its users do; nothing depends on it.
 */
package dev.lerwq.training;
