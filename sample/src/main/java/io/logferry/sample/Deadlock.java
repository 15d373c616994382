package io.logferry.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two sessions that each wait for a row which the other has locked. */
final class Deadlock {
    private Deadlock() {}

    /** @throws SQLException 40P01, from the session whose transaction PostgreSQL aborts */
    static void provoke(ShopDatabase shop) throws SQLException {
        try (Connection first = begin(shop, 1);
                Connection second = begin(shop, 2);
                ExecutorService thread = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("sample-deadlock").factory())) {
            Future<?> crossing = thread.submit(() -> {
                change(first, 2);
                return null;
            });
            try {
                change(second, 1);
            } finally {
                second.rollback();
            }
            crossing.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException victim) {
                throw victim;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private static Connection begin(ShopDatabase shop, int row) throws SQLException {
        Connection session = shop.sessions().getConnection();
        session.setAutoCommit(false);
        change(session, row);
        return session;
    }

    private static void change(Connection session, int row) throws SQLException {
        try (Statement sql = session.createStatement()) {
            sql.execute("UPDATE customer SET email = email WHERE id = " + row);
        }
    }
}
