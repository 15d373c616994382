package io.logferry.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** A connection that is cut at some time, unnoticed by the database: the session there lives on, and keeps its locks. */
final class CutConnection {
    private final DataSource database;
    private final Connection session;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean cut;

    CutConnection(DataSource database) throws SQLException {
        this.database = database;
        this.session = database.getConnection();
    }

    /** Gives this connection first, then others. */
    DataSource first() {
        return proxy(
                DataSource.class,
                (method, arguments) -> asked.getAndIncrement() == 0
                        ? proxy(Connection.class, this::onTheWay)
                        : database.getConnection());
    }

    /** How many connections were asked for. */
    int asked() {
        return asked.get();
    }

    int processId() throws SQLException {
        return session.unwrap(PGConnection.class).getBackendPID();
    }

    void cut() {
        cut = true;
    }

    /** The database notices. */
    void endThere() throws SQLException {
        session.close();
    }

    private Object onTheWay(Method method, Object[] arguments) throws Throwable {
        if (!cut) {
            return method.invoke(session, arguments);
        }
        return switch (method.getName()) {
            case "isValid" -> false;
            case "close" -> session;
            default -> throw new SQLException("the connection is cut", "08006");
        };
    }

    private interface Calls {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return calls.answer(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }
}
