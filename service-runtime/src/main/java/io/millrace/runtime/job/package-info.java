/** Jobs: what runs by itself, each on exactly one pod that control's leases choose. */
@NullMarked
package io.millrace.runtime.job;

import org.jspecify.annotations.NullMarked;
