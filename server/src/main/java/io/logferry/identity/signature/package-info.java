/** Requests that are signed with an access key (AK/SK), as the cloud's SDKs do, instead of sending a token. */
@NullMarked
package io.logferry.identity.signature;

import org.jspecify.annotations.NullMarked;
