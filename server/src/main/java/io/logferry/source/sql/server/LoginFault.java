package io.logferry.source.sql.server;

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
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.postgresql.util.GT;
import org.postgresql.util.ServerErrorMessage;

/** Why a login to a node's PostgreSQL failed, in words that any caller may see: each message names the one thing to fix. */
final class LoginFault {
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String NOT_PERMITTED = "42501";
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String CLOSED_DATABASE = "55000";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_AUTHORIZED = "28000";
    /** Classes of SQLSTATEs that are temporary: the server lacks a resource, is being stopped, or failed. */
    private static final List<String> MAY_PASS = List.of("53", "57", "58", "XX");
    /** Words of a pooler's messages that show that waiting is useless. */
    private static final Pattern PERMANENT = Pattern.compile(
            "no such|does not exist|not (?:allowed|permitted|supported)"
                    + "|unsupported|invalid|rejected|required|disabled|authentication|password|SASL|SCRAM|pg_hba|config error");

    private final Node node;
    private final NodeAddress address;
    private final boolean hasClientCertificate;
    private final SQLException failure;

    private LoginFault(Node node, SQLException failure) {
        this.node = node;
        this.address = node.address().orElseThrow();
        this.hasClientCertificate = address.clientCertificate().isPresent();
        this.failure = failure;
    }

    static LogSourceException of(Node node, SQLException failure) {
        if (isCausedBy(WrongAnswerException.class, failure)) {
            return SqlFault.wrongAnswer(node, failure);
        }
        LoginFault fault = new LoginFault(node, failure);
        return serverWords(failure).map(fault::byServer).orElseGet(fault::byDriver);
    }

    private LogSourceException refused(String what) {
        return new LogSourceException(Fault.LOGIN_REFUSED, "node " + node.name() + what, failure);
    }

    private LogSourceException unreachable(String what) {
        return new LogSourceException(Fault.UNREACHABLE, "node " + node.name() + what, failure);
    }

    /** The server gave a reason. Its message may be in any language, but its codes and the names of its routines and files aren't translated. */
    private LogSourceException byServer(ServerErrorMessage words) {
        return switch (state(failure)) {
            case NO_SUCH_DATABASE ->
                refused(" has no database " + address.database() + ": correct it in the inventory");
            case CLOSED_DATABASE ->
                refused(" lets nobody connect to the database " + address.database()
                        + ": name another one in the inventory");
            case NOT_PERMITTED ->
                new LogSourceException(
                        Fault.NOT_PERMITTED,
                        "node " + node.name() + " doesn't let the login connect: run there",
                        List.of("GRANT CONNECT ON DATABASE " + SqlFault.quoted(address.database()) + " TO "
                                + SqlFault.quoted(address.user())),
                        failure);
            case TOO_MANY_CONNECTIONS ->
                unreachable(
                        " has no connection slot left for the login: try again later, or raise its connection limit");
            case CANNOT_CONNECT_NOW -> notNow(words);
            case WRONG_PASSWORD ->
                refused(
                        hasClientCertificate
                                ? " refuses user, password or client certificate (PostgreSQL doesn't tell which): correct"
                                        + " them in the inventory; where pg_hba.conf has clientcert=verify-full, the"
                                        + " certificate's common name must be the user's"
                                : " refuses the login: check user, password or both in the inventory (PostgreSQL doesn't"
                                        + " tell which is wrong), or set the login's password there");
            case NOT_AUTHORIZED -> notAuthorized(words);
            default -> otherReason(words);
        };
    }

    private LogSourceException notNow(ServerErrorMessage words) {
        String said = words.getMessage() + " " + words.getDetail();
        if (said.contains("Hot standby mode is disabled")) {
            return unreachable(
                    " is a standby that takes no connections, because hot_standby is off there: turn it on, or"
                            + " take the node out of the inventory");
        }
        if (said.contains("shutting down")) {
            return unreachable(" is shutting down: try again when it is up");
        }
        if (said.contains("starting up")) {
            return unreachable(" is starting up: try again shortly (a standby before PostgreSQL 14 says the same where"
                    + " hot_standby is off)");
        }
        if (said.contains("in recovery mode") || said.contains("not yet accepting")) {
            return unreachable(" is recovering: try again shortly");
        }
        return unreachable(" takes no connections now, because it is starting up, shutting down, or a standby with"
                + " hot_standby off: try again shortly");
    }

    private LogSourceException notAuthorized(ServerErrorMessage words) {
        String said = String.valueOf(words.getMessage());
        String routine = String.valueOf(words.getRoutine());
        if (said.contains("pg_hba.conf")) {
            return refused(" has no line in its pg_hba.conf that lets the login in: add one there for the user, the"
                    + " database, this service's address and sslmode " + address.sslMode() + ", and reload");
        }
        if (routine.equals("ClientAuthentication") || routine.equals("auth_failed") && hasClientCertificate) {
            return refused(
                    hasClientCertificate
                            ? " doesn't accept the client certificate: its common name must be the user's, and one of"
                                    + " the node's ssl_ca_file must have signed it; correct sslcert and sslkey in the"
                                    + " inventory, or pg_ident.conf there"
                            : " wants a client certificate: set sslcert and sslkey in the inventory");
        }
        if (routine.startsWith("InitializeSessionUserId")) {
            return refused(" has no such user, or one that may not log in: correct it in the inventory, or run"
                    + " deploy/sql/grants.sql there");
        }
        return otherReason(words);
    }

    private LogSourceException otherReason(ServerErrorMessage words) {
        String see = "; what it said is in this service's log (SQLSTATE " + state(failure) + ")";
        return MAY_PASS.stream().anyMatch(state(failure)::startsWith) || isPoolerBusy(words)
                ? unreachable(" lets nobody in for now: try again later" + see)
                : refused(" refuses the login" + see);
    }

    /**
     * PgBouncer sends almost every message, also those of the server behind it, with the SQLSTATE of a protocol violation. It names no routine,
     * as PostgreSQL always does. A message without a word that shows otherwise counts as temporary.
     */
    private boolean isPoolerBusy(ServerErrorMessage words) {
        return state(failure).startsWith("08")
                && words.getRoutine() == null
                && !PERMANENT.matcher(String.valueOf(words.getMessage())).find();
    }

    /** The driver gave up: there was no answer, or it isn't what the inventory asks for. */
    private LogSourceException byDriver() {
        String said = String.valueOf(failure.getMessage());
        if (said.contains(GT.tr("The server does not support SSL."))) {
            return refused(" has no TLS (ssl is off there): turn it on, or set sslmode in the inventory");
        }
        // the driver's messages name its properties and classes in every language
        if (said.contains("scramMaxIterations")) {
            return refused(" asks for more than " + NodeLogin.SCRAM_ITERATIONS + " SCRAM iterations: lower"
                    + " scram_iterations there, and set the login's password again");
        }
        if (has(FileNotFoundException.class) || has(FileSystemException.class)) {
            return refused(" can't be logged in to, because a file in the inventory can't be read: check sslrootcert,"
                    + " sslcert and sslkey");
        }
        if (said.contains("hostnameverifier")) {
            return refused(
                    " shows a certificate for another host: set host in the inventory to a name that is in it, or"
                            + " give the node a certificate for its name");
        }
        if (has(CertificateExpiredException.class) || has(CertificateNotYetValidException.class)) {
            return refused(" shows a certificate that has expired, or isn't valid yet: renew it there");
        }
        if (has(CertPathValidatorException.class) || has(CertPathBuilderException.class)) {
            return refused(" shows a certificate that none of the authorities in sslrootcert has signed: correct"
                    + " sslrootcert in the inventory, or the node's certificate");
        }
        boolean brokenOff = has(SocketException.class) && !has(ConnectException.class)
                || has(EOFException.class)
                || SqlFault.isSilent(failure);
        if (has(SSLException.class) && !brokenOff) {
            return refused(" breaks TLS off: "
                    + (hasClientCertificate ? "it may not know who signed the client certificate; " : "")
                    + "check its ssl_ settings, and sslmode" + (hasClientCertificate ? ", sslcert and sslkey" : "")
                    + " in the inventory; this service's log has more");
        }
        // in TLS 1.3 the connection is established before the server checks the client certificate, and its alert may
        // be lost
        if (brokenOff && hasClientCertificate) {
            return unreachable(" closes the connection: it may not know who signed the client certificate (check its"
                    + " ssl_ca_file), or it may be restarting; correct sslcert and sslkey in the inventory,"
                    + " or try again");
        }
        if (brokenOff || state(failure).startsWith("08") && !state(failure).equals("08004")) {
            return unreachable(
                    " can't be reached: check that PostgreSQL runs there, and host and port in the inventory");
        }
        return refused(" refuses the login for another reason: check user, password and sslmode in the inventory, and"
                + " pg_hba.conf there; this service's log has more");
    }

    private boolean has(Class<? extends Exception> cause) {
        return isCausedBy(cause, failure);
    }
}
