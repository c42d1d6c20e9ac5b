/** JSON as trees, read and written without Jackson's data binding. Knows nothing of lerwq. */
package dev.lerwq.json;
