package io.logferry.cli.command;

import io.logferry.cli.http.Http;
import io.logferry.cli.http.Proxies;
import io.logferry.cli.http.Trust;
import io.logferry.cli.login.CredentialSource;
import io.logferry.cli.login.Credentials;
import io.logferry.cli.login.Login;
import io.logferry.cli.rds.Rds;
import io.logferry.cli.terminal.PasswordPrompt;
import java.util.Optional;

/** The connection of one command to the service. */
record Connection(Http http, Rds rds) {

    static Connection open(Surroundings surroundings, CommonOptions options) {
        Credentials credentials = new CredentialSource(
                        surroundings.environment(),
                        surroundings.workingFolder(),
                        surroundings.home(),
                        PasswordPrompt::ask)
                .find(Optional.ofNullable(options.cloud), Optional.ofNullable(options.endpoint));
        Http http = new Http(
                credentials.authorities().map(Trust::ofAuthorities).orElse(null),
                Proxies.ofEnvironment(surroundings.environment()),
                surroundings.pause());
        return new Connection(http, new Rds(http, new Login(http, credentials)));
    }
}
