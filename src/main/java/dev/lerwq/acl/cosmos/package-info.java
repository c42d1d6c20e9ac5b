/**
 * The allow list in a Cosmos database: containers {@code AllowOwner} and {@code AllowRepository},
 * partitioned by {@code /id}. Only the adapter's own types and {@code TokenCredential} show.
 *
 * <p>May touch: {@code acl}, the Azure SDK for Cosmos and identity, Jackson, JBoss Logging.
 */
package dev.lerwq.acl.cosmos;
