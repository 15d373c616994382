package io.logferry.wiring;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.PrivateFiles;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.Secret;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * The PostgreSQL for the state: the one in the settings, or an embedded one under {@code logferry.home}. Quarkus creates its data source before any
 * of our beans exists, so this runs before Quarkus, and system properties say where the database is.
 */
final class StateDatabase implements AutoCloseable {
    private final Optional<PrivatePostgres> embedded;

    private StateDatabase(Optional<PrivatePostgres> embedded) {
        this.embedded = embedded;
    }

    static StateDatabase open(Config settings) {
        Optional<String> url = settings.getOptionalValue("logferry.database.url", String.class);
        if (url.isPresent()) {
            apply(
                    url.get(),
                    settings.getOptionalValue("logferry.database.username", String.class),
                    settings.getOptionalValue("logferry.database.password", String.class));
            return new StateDatabase(Optional.empty());
        }
        Path home = PrivateFiles.folder(
                settings.getValue("logferry.home", Path.class).toAbsolutePath().normalize());
        Path state = PrivateFiles.folder(home.resolve("state"));
        Secret password = PasswordFile.readOrCreate(state.resolve("postgres.password"));
        PrivatePostgres server = PrivatePostgres.start(
                PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(home)),
                new PrivatePostgres.Settings(state.resolve("data"), password));
        apply(server.jdbcUrl("postgres"), Optional.of("postgres"), Optional.of(password.value()));
        return new StateDatabase(Optional.of(server));
    }

    private static void apply(String url, Optional<String> username, Optional<String> password) {
        System.setProperty("quarkus.datasource.jdbc.url", url);
        username.ifPresent(name -> System.setProperty("quarkus.datasource.username", name));
        password.ifPresent(secret -> System.setProperty("quarkus.datasource.password", secret));
    }

    @Override
    public void close() {
        embedded.ifPresent(PrivatePostgres::close);
    }
}
