package io.logferry.source.sql.server;

import static io.logferry.source.sql.server.SqlFault.fault;
import static io.logferry.source.sql.server.SqlFault.isCausedBy;
import static io.logferry.source.sql.server.SqlFault.serverWords;
import static io.logferry.source.sql.server.SqlFault.state;

import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.sql.wire.WrongAnswerException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.postgresql.util.GT;
import org.postgresql.util.ServerErrorMessage;

/** Why a node's PostgreSQL doesn't let us in, in words that may be told to a caller: each points at the one thing to mend. */
final class LoginFault {
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String NOT_PERMITTED = "42501";
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String CLOSED_DATABASE = "55000";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_AUTHORIZED = "28000";
    /** What the server said is for now: it lacks something, is being stopped, or failed. */
    private static final List<String> MAY_PASS = List.of("53", "57", "58", "XX");
    /** What a pooler says where waiting would be of no use. */
    private static final Pattern FOR_GOOD = Pattern.compile("no such|does not exist|not (?:allowed|permitted|supported)"
            + "|unsupported|invalid|rejected|required|disabled|authentication|password|SASL|SCRAM|pg_hba|config error");

    private LoginFault() {}

    static LogSourceException of(Node node, SQLException e) {
        if (isCausedBy(WrongAnswerException.class, e)) {
            return SqlFault.wrongAnswer(node, e);
        }
        Optional<ServerErrorMessage> words = serverWords(e);
        return words.isPresent() ? refused(node, words.get(), e) : byDriver(node, e);
    }

    /** The server said why. Its words may be in any language, but its codes and the names of its routines and files aren't. */
    private static LogSourceException refused(Node node, ServerErrorMessage words, SQLException e) {
        NodeAddress address = node.address().orElseThrow();
        return switch (state(e)) {
            case NO_SUCH_DATABASE ->
                fault(
                        node,
                        Fault.LOGIN_REFUSED,
                        " has no database " + address.database() + ": correct it in the inventory",
                        e);
            case CLOSED_DATABASE ->
                fault(
                        node,
                        Fault.LOGIN_REFUSED,
                        " lets nobody connect to the database " + address.database()
                                + ": name another one in the inventory",
                        e);
            case NOT_PERMITTED ->
                new LogSourceException(
                        Fault.NOT_PERMITTED,
                        "node " + node.name() + " doesn't let the login connect: run there",
                        List.of("GRANT CONNECT ON DATABASE " + SqlFault.quoted(address.database()) + " TO "
                                + SqlFault.quoted(address.user())),
                        e);
            case TOO_MANY_CONNECTIONS ->
                fault(
                        node,
                        Fault.UNREACHABLE,
                        " has no connection slot left for the login: try again later, or raise its connection limit",
                        e);
            case CANNOT_CONNECT_NOW -> notNow(node, words, e);
            case WRONG_PASSWORD ->
                fault(
                        node,
                        Fault.LOGIN_REFUSED,
                        address.clientCertificate().isPresent()
                                ? " refuses user, password or client certificate (PostgreSQL doesn't tell which): correct"
                                        + " them in the inventory; where pg_hba.conf has clientcert=verify-full, the"
                                        + " certificate's common name must be the user's"
                                : " refuses the login: check user, password or both in the inventory (PostgreSQL doesn't"
                                        + " tell which is wrong), or set the login's password there",
                        e);
            case NOT_AUTHORIZED -> notAuthorized(node, address, words, e);
            default -> otherwise(node, words, e);
        };
    }

    private static LogSourceException notNow(Node node, ServerErrorMessage words, SQLException e) {
        String said = words.getMessage() + " " + words.getDetail();
        String why = said.contains("Hot standby mode is disabled")
                ? " is a standby that takes no connections, because hot_standby is off there: turn it on, or take the node"
                        + " out of the inventory"
                : said.contains("shutting down")
                        ? " is shutting down: try again when it is up"
                        : said.contains("starting up")
                                ? " is starting up: try again shortly (a standby before PostgreSQL 14 says the same where"
                                        + " hot_standby is off)"
                                : said.contains("in recovery mode") || said.contains("not yet accepting")
                                        ? " is recovering: try again shortly"
                                        : " takes no connections now, because it is starting up, shutting down, or a"
                                                + " standby with hot_standby off: try again shortly";
        return fault(node, Fault.UNREACHABLE, why, e);
    }

    private static LogSourceException notAuthorized(
            Node node, NodeAddress address, ServerErrorMessage words, SQLException e) {
        String said = String.valueOf(words.getMessage());
        String routine = String.valueOf(words.getRoutine());
        boolean own = address.clientCertificate().isPresent();
        if (said.contains("pg_hba.conf")) {
            return fault(
                    node,
                    Fault.LOGIN_REFUSED,
                    " has no line in its pg_hba.conf that lets the login in: add one there for the user, the database,"
                            + " this service's address and sslmode " + address.sslMode() + ", and reload",
                    e);
        }
        if (routine.equals("ClientAuthentication") || routine.equals("auth_failed") && own) {
            return fault(
                    node,
                    Fault.LOGIN_REFUSED,
                    own
                            ? " doesn't accept the client certificate: its common name must be the user's, and one of"
                                    + " the node's ssl_ca_file must have signed it; correct sslcert and sslkey in the"
                                    + " inventory, or pg_ident.conf there"
                            : " wants a client certificate: set sslcert and sslkey in the inventory",
                    e);
        }
        if (routine.startsWith("InitializeSessionUserId")) {
            return fault(
                    node,
                    Fault.LOGIN_REFUSED,
                    " has no such user, or one that may not log in: correct it in the inventory, or run"
                            + " deploy/sql/grants.sql there",
                    e);
        }
        return otherwise(node, words, e);
    }

    private static LogSourceException otherwise(Node node, ServerErrorMessage words, SQLException e) {
        boolean mayPass = MAY_PASS.stream().anyMatch(state(e)::startsWith) || isPoolerBusy(words, e);
        return fault(
                node,
                mayPass ? Fault.UNREACHABLE : Fault.LOGIN_REFUSED,
                (mayPass ? " lets nobody in for now: try again later" : " refuses the login")
                        + "; what it said is in this service's log (SQLSTATE " + state(e) + ")",
                e);
    }

    /**
     * PgBouncer says nearly everything by the SQLSTATE of a broken protocol, also what the server behind it said, in the server's language. It
     * names no routine, as PostgreSQL itself always does. What isn't known to last is taken to pass.
     */
    private static boolean isPoolerBusy(ServerErrorMessage words, SQLException e) {
        return state(e).startsWith("08")
                && words.getRoutine() == null
                && !FOR_GOOD.matcher(String.valueOf(words.getMessage())).find();
    }

    /** The driver gave up: there was no answer, or none that the inventory asks for. */
    private static LogSourceException byDriver(Node node, SQLException e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains(GT.tr("The server does not support SSL."))) {
            return tls(node, " has no TLS (ssl is off there): turn it on, or set sslmode in the inventory", e);
        }
        // the names of the driver's properties and classes are in its words whatever the language
        if (said.contains("scramMaxIterations")) {
            return tls(
                    node,
                    " asks for more than " + NodeLogin.SCRAM_ITERATIONS + " SCRAM iterations: lower scram_iterations"
                            + " there, and set the login's password again",
                    e);
        }
        if (isCausedBy(FileNotFoundException.class, e) || isCausedBy(FileSystemException.class, e)) {
            return tls(
                    node,
                    " can't be logged in to, because a file that the inventory names can't be read: see sslrootcert,"
                            + " sslcert and sslkey",
                    e);
        }
        if (said.contains("hostnameverifier")) {
            return tls(
                    node,
                    " shows a certificate for another host: set host in the inventory to a name that is in it, or give"
                            + " the node a certificate for its name",
                    e);
        }
        if (isCausedBy(CertificateExpiredException.class, e) || isCausedBy(CertificateNotYetValidException.class, e)) {
            return tls(node, " shows a certificate that has expired, or isn't valid yet: renew it there", e);
        }
        if (isCausedBy(CertPathValidatorException.class, e) || isCausedBy(CertPathBuilderException.class, e)) {
            return tls(
                    node,
                    " shows a certificate that none of the authorities in sslrootcert has signed: correct sslrootcert in"
                            + " the inventory, or the node's certificate",
                    e);
        }
        boolean own = node.address().orElseThrow().clientCertificate().isPresent();
        boolean brokenOff = isCausedBy(SocketException.class, e) && !isCausedBy(ConnectException.class, e)
                || isCausedBy(EOFException.class, e)
                || SqlFault.isSilent(e);
        if (isCausedBy(SSLException.class, e) && !brokenOff) {
            return tls(
                    node,
                    " breaks TLS off: " + (own ? "it may not know who signed the client certificate; " : "")
                            + "check its ssl_ settings, and sslmode" + (own ? ", sslcert and sslkey" : "")
                            + " in the inventory; this service's log has more",
                    e);
        }
        // TLS 1.3 has begun when a server finds that it doesn't know who signed the certificate: its word for that may
        // be lost
        if (brokenOff && own) {
            return fault(
                    node,
                    Fault.UNREACHABLE,
                    " breaks the connection off: it may not know who signed the client certificate (its ssl_ca_file says"
                            + " whom it trusts), or be restarting; correct sslcert and sslkey in the inventory, or try again",
                    e);
        }
        if (brokenOff || state(e).startsWith("08") && !state(e).equals("08004")) {
            return fault(
                    node,
                    Fault.UNREACHABLE,
                    " can't be reached: check that PostgreSQL runs there, and host and port in the inventory",
                    e);
        }
        return tls(
                node,
                " can't be logged in to by what it asks for: check user, password and sslmode in the inventory, and"
                        + " pg_hba.conf there; this service's log has more",
                e);
    }

    private static LogSourceException tls(Node node, String what, SQLException e) {
        return fault(node, Fault.LOGIN_REFUSED, what, e);
    }
}
