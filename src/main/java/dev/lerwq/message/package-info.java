/**
 * What travels on the bus: the wire types and the codec between them and UTF-8 JSON.
 *
 * <p>This package knows nobody else of the project but {@code json}. Field names, their order and
 * the identifiers that messages carry are the wire contract with every deployed reader and writer
 * and may not drift.
 */
package dev.lerwq.message;
