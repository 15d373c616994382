/** Credentials as OpenStack users have them, and the session they open. */
@NullMarked
package io.logferry.cli.login;

import org.jspecify.annotations.NullMarked;
