package io.logferry.identity;

import java.util.Optional;

/** What a new token is asked to be good for. */
public sealed interface Scope {
    /** Nothing but finding out what there is. */
    record Unscoped() implements Scope {}

    record ProjectById(String id) implements Scope {}

    /** @param domain the project's; the user's own where absent */
    record ProjectByName(String name, Optional<DomainReference> domain) implements Scope {}

    /** A domain, the system, a trust: nobody has a role there. */
    record Elsewhere() implements Scope {}
}
