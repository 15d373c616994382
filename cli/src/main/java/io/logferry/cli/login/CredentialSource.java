package io.logferry.cli.login;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.login.Credentials.ApplicationCredential;
import io.logferry.cli.login.Credentials.Domain;
import io.logferry.cli.login.Credentials.Named;
import io.logferry.cli.login.Credentials.Password;
import io.logferry.cli.login.Credentials.Proof;
import io.logferry.cli.login.Credentials.Scope;
import io.logferry.cli.login.Credentials.Token;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the caller's credentials as OpenStack's own clients do: from the named cloud of clouds.yaml, or else from the
 * environment. Variables fill in what the cloud does not set. They never mix with what it sets: if the cloud names a user,
 * a token in the environment is ignored, because it may be for another cloud.
 */
public final class CredentialSource {
    /** Variables that select a cloud and do not describe one. */
    private static final Set<String> SELECTORS =
            Set.of("OS_CLOUD", "OS_REGION_NAME", "OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE", "OS_CLOUD_NAME");

    private final Map<String, String> environment;
    private final Path workingFolder;
    private final Path home;
    private final Function<String, Optional<String>> askPassword;

    /** @param askPassword prompts at the terminal, if there is one */
    public CredentialSource(
            Map<String, String> environment,
            Path workingFolder,
            Path home,
            Function<String, Optional<String>> askPassword) {
        this.environment = environment;
        this.workingFolder = workingFolder;
        this.home = home;
        this.askPassword = askPassword;
    }

    /**
     * @param cloud instead of {@code OS_CLOUD}
     * @param endpoint instead of {@code LOGFERRY_ENDPOINT}
     * @throws Failure {@link ExitCode#USAGE} that says what is missing
     */
    public Credentials find(Optional<String> cloud, Optional<String> endpoint) {
        Settings own = Settings.ofEnvironment(environment);
        CloudsFile clouds = CloudsFile.find(environment, workingFolder, home);
        Settings settings = cloud.or(() -> own.get("cloud"))
                .or(() -> saysNothing() ? clouds.onlyCloud() : Optional.empty())
                .map(name -> settings(name, clouds.cloud(name).in(own.get("region_name")))
                        .orElse(own))
                .orElse(own);
        Optional<String> rds = endpoint.or(
                () -> Optional.ofNullable(environment.get("LOGFERRY_ENDPOINT")).filter(value -> !value.isEmpty()));
        Optional<URI> identity = settings.get("auth_url")
                .map(url ->
                        url.replace("{region_name}", settings.get("region_name").orElse("")))
                .or(() ->
                        rds.map(CredentialSource::withoutProject)) // Logferry's built-in identity has the same address
                .map(CredentialSource::identityUrl);
        Named project = named(settings, "project")
                .orElse(new Named(Optional.empty(), Optional.empty(), new Domain(Optional.empty(), Optional.empty())));
        Proof proof = proof(settings, identity);
        boolean isEnough = proof instanceof Token
                && settings.get("auth_url").isEmpty()
                && project.id().isPresent()
                && rds.isPresent();
        return new Credentials(
                isEnough ? Optional.empty() : identity,
                proof,
                new Scope(project),
                rds,
                settings.get("region_name"),
                settings.get("cacert").map(this::path));
    }

    /** No variable describes a cloud, so the only cloud of a clouds.yaml is used. */
    private boolean saysNothing() {
        return environment.keySet().stream().noneMatch(name -> name.startsWith("OS_") && !SELECTORS.contains(name));
    }

    private static Settings settings(String name, Cloud cloud) {
        Settings settings = Settings.ofCloud(cloud);
        boolean unchecked = settings.get("verify")
                        .filter(word -> word.matches("(?i)false|no|off"))
                        .isPresent()
                || settings.get("insecure")
                        .filter(word -> word.matches("(?i)true|yes|on"))
                        .isPresent();
        if (unchecked) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the cloud '" + name + "' has verify: false, but logferry always checks certificates:"
                            + " set cacert to the PEM file of the CA instead");
        }
        if (settings.get("auth_url").isEmpty() && cloud.profile().isPresent()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the cloud '" + name + "' has the profile '"
                            + cloud.profile().get()
                            + "', but no clouds-public.yaml has an auth_url for it: add auth_url to the cloud's auth section");
        }
        return settings;
    }

    private Proof proof(Settings settings, Optional<URI> identity) {
        Settings who = settings.saying(
                "token", "application_credential_id", "application_credential_name", "user_id", "username");
        Optional<String> token = who.get("token");
        Method method = method(settings, who);
        if (method == Method.TOKEN) {
            return new Token(token.or(() -> settings.get("token")).orElseThrow(() -> missing("OS_TOKEN")));
        }
        if (identity.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "no credentials: set OS_CLOUD, or OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME"
                            + " (`logferry --help` explains)");
        }
        if (method == Method.APPLICATION_CREDENTIAL) {
            return applicationCredential(settings, who);
        }
        Named user = user(who, domain(settings, "user_domain"));
        if (!named(settings, "project").map(Named::isKnown).orElse(false)) {
            throw missing("OS_PROJECT_NAME or OS_PROJECT_ID");
        }
        String name = user.name().or(user::id).orElse("");
        return new Password(
                user,
                settings.get("password")
                        .or(() -> askPassword.apply("Password of " + name + " at "
                                + identity.map(URI::getAuthority).orElse("") + ": "))
                        .orElseThrow(() -> missing("OS_PASSWORD")));
    }

    private enum Method {
        PASSWORD,
        TOKEN,
        APPLICATION_CREDENTIAL
    }

    /** As auth_type says, or else by which credentials are set. */
    private static Method method(Settings settings, Settings who) {
        String type = settings.saying(
                        "auth_type",
                        "token",
                        "application_credential_id",
                        "application_credential_name",
                        "user_id",
                        "username")
                .get("auth_type")
                .orElse("");
        return switch (type) {
            case "password", "v3password" -> Method.PASSWORD;
            case "token", "v3token" -> Method.TOKEN;
            case "v3applicationcredential" -> Method.APPLICATION_CREDENTIAL;
            case "" ->
                who.get("token").isPresent()
                        ? Method.TOKEN
                        : who.get("application_credential_id").isPresent()
                                        || who.get("application_credential_name")
                                                .isPresent()
                                ? Method.APPLICATION_CREDENTIAL
                                : Method.PASSWORD;
            default ->
                throw new Failure(
                        ExitCode.USAGE,
                        "logferry does not support the auth_type '" + type
                                + "' (only password, token and v3applicationcredential): log in with"
                                + " openstackclient, unset OS_CLOUD and OS_AUTH_TYPE, and set OS_TOKEN to the output of"
                                + " `openstack token issue -f value -c id`");
        };
    }

    private static ApplicationCredential applicationCredential(Settings settings, Settings who) {
        Optional<String> id = who.get("application_credential_id");
        Optional<String> name = who.get("application_credential_name");
        if (id.isEmpty() && name.isEmpty()) {
            throw missing("OS_APPLICATION_CREDENTIAL_ID or OS_APPLICATION_CREDENTIAL_NAME");
        }
        Optional<Named> user =
                id.isPresent() ? Optional.empty() : Optional.of(user(who, domain(settings, "user_domain")));
        return new ApplicationCredential(
                id,
                name.orElse(""),
                user,
                settings.get("application_credential_secret")
                        .orElseThrow(() -> missing("OS_APPLICATION_CREDENTIAL_SECRET")));
    }

    private static Named user(Settings who, Domain domain) {
        Optional<String> id = who.get("user_id");
        Optional<String> name = who.get("username");
        if (id.isEmpty() && name.isEmpty()) {
            throw missing("OS_USERNAME");
        }
        if (id.isEmpty() && !domain.isKnown()) {
            throw missing("OS_USER_DOMAIN_NAME");
        }
        return new Named(id, name, domain);
    }

    private static Optional<Named> named(Settings settings, String kind) {
        Settings one = settings.saying(kind + "_id", kind + "_name");
        Named named = new Named(one.get(kind + "_id"), one.get(kind + "_name"), domain(settings, kind + "_domain"));
        return Optional.of(named).filter(Named::isKnown);
    }

    private static Domain domain(Settings settings, String kind) {
        Settings one = settings.saying(
                kind + "_id",
                kind + "_name",
                "domain_id",
                "domain_name",
                "default_domain_id",
                "default_domain_name",
                "default_domain");
        Domain own = new Domain(one.get(kind + "_id"), one.get(kind + "_name"));
        return own.isKnown()
                ? own
                : new Domain(
                        one.get("domain_id").or(() -> one.get("default_domain_id")),
                        one.get("domain_name")
                                .or(() -> one.get("default_domain_name"))
                                .or(() -> one.get("default_domain")));
    }

    private static Failure missing(String variable) {
        return new Failure(
                ExitCode.USAGE,
                variable
                        + " is not set: set it, or set OS_CLOUD to a cloud in clouds.yaml (`logferry --help` explains)");
    }

    private Path path(String text) {
        return workingFolder.resolve(text.startsWith("~/") ? home + text.substring(1) : text);
    }

    static URI identityUrl(String text) {
        String url = text.replaceAll("/+$", "").replaceAll("/v2\\.0$", "");
        return address(url.endsWith("/v3") ? url : url + "/v3", "OS_AUTH_URL");
    }

    private static String withoutProject(String endpoint) {
        return endpoint.replaceAll("/+$", "").replaceAll("/v3(/[0-9a-f]{32})?$", "");
    }

    /** @throws Failure {@link ExitCode#USAGE} if the text is not an HTTP address */
    static URI address(String text, String where) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw noAddress(text, where, malformed);
        }
        throw noAddress(text, where, null);
    }

    private static Failure noAddress(
            String text, String where, @org.jspecify.annotations.Nullable IllegalArgumentException cause) {
        String line = where + " is not a valid address: '" + text + "'; it should look like https://rds.example.com"
                + (text.matches("(?i)https?://[^/?#]*_.*") ? ", without an underscore in the host's name" : "");
        return cause == null ? new Failure(ExitCode.USAGE, line) : new Failure(ExitCode.USAGE, line, cause);
    }
}
