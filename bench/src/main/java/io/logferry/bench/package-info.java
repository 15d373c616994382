/** Measures the service against the system's own tools; docs/benchmarks.md says what and why. */
@NullMarked
package io.logferry.bench;

import org.jspecify.annotations.NullMarked;
