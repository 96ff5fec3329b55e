/** The administrator's command line: looks at and changes a running cluster through control. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
