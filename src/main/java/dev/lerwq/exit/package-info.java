/** What exit codes tell supervisors, once for all that end a process. Knows nothing of lerwq. */
package dev.lerwq.exit;
