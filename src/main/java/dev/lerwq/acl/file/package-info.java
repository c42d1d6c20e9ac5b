/**
 * The allow list in a JSON file of the shape of the Cosmos containers.
 *
 * <p>May touch: {@code acl}, Jackson, JBoss Logging, the file system.
 */
package dev.lerwq.acl.file;
