/** OpenStack credentials, and the session that they open. */
@NullMarked
package io.logferry.cli.login;

import org.jspecify.annotations.NullMarked;
