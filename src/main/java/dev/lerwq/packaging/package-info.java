/**
 * A step of the build: makes the application's jar quick to look things up in. Touches no other.
 */
package dev.lerwq.packaging;
