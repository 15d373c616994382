package io.logferry.identity;

import io.logferry.id.ProjectId;
import io.logferry.yaml.YamlMapping;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads users.yaml. */
public final class UsersFile implements YamlMapping.Reader<Users> {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String ID_FORM = "must be 1 to 64 letters, digits, _ or -";

    /** Where each value is that no two users may share. */
    private record Taken(Map<String, String> ids, Map<List<String>, String> names, Map<String, String> accessKeys) {}

    private record Membership(ProjectId project, Set<String> roles) {}

    @Override
    public Supplier<Users> read(YamlMapping file) {
        Taken taken = new Taken(new HashMap<>(), new HashMap<>(), new HashMap<>());
        var users = file.mappings("users", user -> user(user, taken)).required();
        return () -> new Users(users.get());
    }

    private static Supplier<User> user(YamlMapping user, Taken taken) {
        var name = user.text("name").required();
        var domain = user.text("domain").orElse(Domain.DEFAULT.name());
        var id = user.text("id")
                .check(text -> ID.matcher(text).matches(), ID_FORM)
                .unique(taken.ids());
        domain.find().ifPresent(in -> name.find().ifPresent(given -> name.unique(taken.names(), List.of(in, given))));
        var password = user.secretHash("password")
                .required()
                .check(
                        hash -> Bcrypt.isHash(hash.value()),
                        "must be a bcrypt hash, as `hash-password` prints it: 60 characters that begin with $2a$, $2b$ or $2y$"
                                + " and a cost from 04 to 16");
        Map<ProjectId, String> projects = new HashMap<>();
        var memberships = user.mappings("projects", project -> membership(project, projects))
                .orElse(List.of());
        var accessKeys =
                user.mappings("access_keys", key -> accessKey(key, taken)).orElse(List.of());
        return () -> new User(
                id.find().orElseGet(() -> User.derivedId(name.get(), Domain.named(domain.get()))),
                name.get(),
                Domain.named(domain.get()),
                password.get(),
                roles(memberships.get()),
                accessKeys.get());
    }

    private static Supplier<User.AccessKey> accessKey(YamlMapping key, Taken taken) {
        var access = key.text("access")
                .required()
                .check(text -> ID.matcher(text).matches(), ID_FORM)
                .unique(taken.accessKeys());
        var secret = key.secret("secret").required();
        return () -> new User.AccessKey(access.get(), secret.get());
    }

    private static Supplier<Membership> membership(YamlMapping project, Map<ProjectId, String> projects) {
        var id = project.text("id")
                .required()
                .as(ProjectId::parse, "must be 32 lower-case hex digits")
                .unique(projects);
        var roles = project.texts("roles").required().check(names -> !names.isEmpty(), "must name at least one role");
        return () -> new Membership(id.get(), new LinkedHashSet<>(roles.get()));
    }

    private static Map<ProjectId, Set<String>> roles(List<Membership> memberships) {
        Map<ProjectId, Set<String>> roles = new LinkedHashMap<>();
        memberships.forEach(membership -> roles.put(membership.project(), membership.roles()));
        return roles;
    }
}
