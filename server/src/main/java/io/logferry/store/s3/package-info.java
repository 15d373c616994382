/** Export files in a bucket of an S3-compatible object store. */
@NullMarked
package io.logferry.store.s3;

import org.jspecify.annotations.NullMarked;
