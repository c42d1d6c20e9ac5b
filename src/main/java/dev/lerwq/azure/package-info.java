/**
 * Who this process is in Azure, which the adapters of its services share.
 *
 * <p>May touch: Azure's identity library, and nothing of ours.
 */
package dev.lerwq.azure;
