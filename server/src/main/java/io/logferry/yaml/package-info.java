/** Configuration files that people write: read with the line of every field, secrets by reference, and watched for change. */
@NullMarked
package io.logferry.yaml;

import org.jspecify.annotations.NullMarked;
