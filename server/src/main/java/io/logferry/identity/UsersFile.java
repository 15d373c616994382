package io.logferry.identity;

import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.yaml.YamlField;
import io.logferry.yaml.YamlMapping;
import io.logferry.yaml.YamlReader;
import io.logferry.yaml.YamlUnique;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The form of users.yaml. */
public final class UsersFile implements YamlReader<Users> {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String ID_FORM = "must be 1 to 64 letters, digits, _ or -";

    /** What no two users may share. */
    private record Taken(YamlUnique<String> ids, YamlUnique<List<String>> names, YamlUnique<String> accessKeys) {}

    private record Membership(ProjectId project, Set<String> roles) {}

    @Override
    public Supplier<Users> read(YamlMapping file) {
        Taken taken = new Taken(new YamlUnique<>(), new YamlUnique<>(), new YamlUnique<>());
        YamlField<List<User>> users =
                file.mappings("users", user -> user(user, taken)).required();
        return () -> new Users(users.get());
    }

    private static Supplier<User> user(YamlMapping user, Taken taken) {
        YamlField<String> name = user.text("name").required();
        YamlField<String> domain = user.text("domain").orElse(Domain.DEFAULT.name());
        YamlField<String> id = user.text("id").check(text -> ID.matcher(text).matches(), ID_FORM);
        YamlField<Secret> password = user.secretHash("password")
                .required()
                .check(
                        hash -> Bcrypt.isHash(hash.value()),
                        "must be a bcrypt hash, as `hash-password` prints it: 60 characters that begin with $2a$, $2b$ or $2y$"
                                + " and a cost from 04 to 16");
        YamlUnique<ProjectId> projects = new YamlUnique<>();
        YamlField<List<Membership>> memberships = user.mappings("projects", project -> membership(project, projects))
                .orElse(List.of());
        YamlField<List<AccessKey>> accessKeys =
                user.mappings("access_keys", key -> accessKey(key, taken)).orElse(List.of());
        claim(taken, name, domain, id);
        return () -> new User(
                id.find().orElseGet(() -> User.derivedId(name.get(), Domain.named(domain.get()))),
                name.get(),
                Domain.named(domain.get()),
                password.get(),
                roles(memberships.get()),
                accessKeys.get());
    }

    private static void claim(Taken taken, YamlField<String> name, YamlField<String> domain, YamlField<String> id) {
        taken.ids().claim(id);
        if (name.find().isPresent() && domain.find().isPresent()) {
            taken.names().claim(List.of(domain.get(), name.get()), name);
        }
    }

    private static Supplier<AccessKey> accessKey(YamlMapping key, Taken taken) {
        YamlField<String> access =
                key.text("access").required().check(text -> ID.matcher(text).matches(), ID_FORM);
        YamlField<Secret> secret = key.secret("secret").required();
        taken.accessKeys().claim(access);
        return () -> new AccessKey(access.get(), secret.get());
    }

    private static Supplier<Membership> membership(YamlMapping project, YamlUnique<ProjectId> projects) {
        YamlField<ProjectId> id =
                project.text("id").required().as(ProjectId::parse, "must be 32 lower-case hex digits");
        YamlField<List<String>> roles =
                project.texts("roles").required().check(names -> !names.isEmpty(), "must name at least one role");
        projects.claim(id);
        return () -> new Membership(id.get(), new LinkedHashSet<>(roles.get()));
    }

    private static Map<ProjectId, Set<String>> roles(List<Membership> memberships) {
        Map<ProjectId, Set<String>> roles = new LinkedHashMap<>();
        memberships.forEach(membership -> roles.put(membership.project(), membership.roles()));
        return roles;
    }
}
