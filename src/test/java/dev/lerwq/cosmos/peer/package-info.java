/**
 * A Cosmos account in the test's process: as much of the SQL API's REST protocol, over plain HTTP,
 * as an SDK in gateway mode speaks to keep items in containers partitioned by {@code /id}. It
 * checks signatures, pages queries, guards writes by ETag and fails on demand.
 *
 * <p>The protocol is described in the REST reference of Azure Cosmos DB; what that leaves out was
 * observed from the SDK.
 *
 * <p>May touch: the JDK and Jackson; knows nothing of lerwq.
 */
package dev.lerwq.cosmos.peer;
