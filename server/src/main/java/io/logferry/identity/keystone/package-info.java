/** Tokens of an OpenStack Keystone, or of a cloud's IAM that speaks the same, see {@link io.logferry.identity.keystone.KeystoneTokens}. */
@NullMarked
package io.logferry.identity.keystone;

import org.jspecify.annotations.NullMarked;
