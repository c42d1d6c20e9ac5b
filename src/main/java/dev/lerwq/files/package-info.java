/** Files that survive a power cut. Knows nothing else of lerwq. */
package dev.lerwq.files;
