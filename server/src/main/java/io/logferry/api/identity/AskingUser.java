package io.logferry.api.identity;

import io.logferry.identity.Project;
import io.logferry.identity.User;
import java.util.Optional;

/**
 * The user who asks what there is.
 *
 * @param project the token's; with an access key, the one that the request names, or the user's only one
 */
record AskingUser(User user, Optional<Project> project) {}
