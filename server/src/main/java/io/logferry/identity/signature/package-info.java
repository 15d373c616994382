/** Requests that are signed with an access key, as the cloud's SDKs do (AK/SK), in place of carrying a token. */
@NullMarked
package io.logferry.identity.signature;

import org.jspecify.annotations.NullMarked;
