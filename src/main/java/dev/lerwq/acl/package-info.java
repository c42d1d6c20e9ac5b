/**
 * Who may run jobs on which hardware.
 *
 * <p>{@link dev.lerwq.acl.AllowList} answers from memory and never blocks; an {@link
 * dev.lerwq.acl.AllowListSource} below it knows where the entries are kept, and an {@link
 * dev.lerwq.acl.AllowListEditor} changes them there. Whatever cannot be known is a no.
 *
 * <p>May touch: the JDK and JBoss Logging. Adapters live in the packages below and are known to the
 * wiring alone.
 */
package dev.lerwq.acl;
