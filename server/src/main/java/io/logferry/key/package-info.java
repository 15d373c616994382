/** Signing keys: a ring in the state database, shared by all replicas and rotated without downtime. */
@NullMarked
package io.logferry.key;

import org.jspecify.annotations.NullMarked;
