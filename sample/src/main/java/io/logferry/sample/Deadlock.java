package io.logferry.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two sessions that each hold a row which the other wants. */
final class Deadlock {
    private Deadlock() {}

    /** @throws SQLException 40P01, of the session that PostgreSQL chose as the victim */
    static void provoke(ShopDatabase shop) throws SQLException {
        try (Connection first = begin(shop, 1);
                Connection second = begin(shop, 2)) {
            FutureTask<Void> crossing = new FutureTask<>(() -> {
                change(first, 2);
                return null;
            });
            Thread.ofPlatform().daemon().name("sample-deadlock").start(crossing);
            SQLException victim = null;
            try {
                change(second, 1);
            } catch (SQLException e) {
                victim = e;
            }
            second.rollback();
            outcome(crossing);
            if (victim != null) {
                throw victim;
            }
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

    private static void outcome(FutureTask<Void> crossing) throws SQLException {
        try {
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
}
