package io.logferry.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What can go wrong in a shop. Each mishap leaves records in PostgreSQL's log. */
enum Mishap {
    SYNTAX("42601", "SELEC email FROM customer"),
    MISSING_TABLE("42P01", "SELECT * FROM custmer WHERE id = 1"),
    MISSING_COLUMN("42703", "SELECT c.id,\n       c.phone\n  FROM customer c\n WHERE c.id = 1"),
    DUPLICATE("23505", "INSERT INTO customer VALUES (1, 'ada@example.org')"),
    ORPHAN("23503", "INSERT INTO purchase (customer, amount) VALUES (4711, 5)"),
    NEGATIVE_AMOUNT("23514", "INSERT INTO purchase (customer, amount) VALUES (1, -5)"),
    DIVISION_BY_ZERO("22012", "SELECT sum(amount) / (count(*) - count(*)) FROM purchase"),
    NOT_A_NUMBER("22P02", "SELECT 'a dozen'::int"),
    NOT_ALLOWED("42501", "DELETE FROM purchase"),
    REFUSED_REFUND("P0001", "SELECT refund(p.id, 'too small')\n  FROM purchase p\n WHERE p.customer = 1"),
    TIMEOUT("57014", "SET statement_timeout = '100ms'; SELECT pg_sleep(10)"),
    WARNING(Mishap.NO_ERROR, "SELECT stock_level(7)"),
    SLOW(
            Mishap.NO_ERROR,
            "SELECT pg_sleep(" + SampleWorkload.SLOW_STATEMENT.toMillis() * 1.2 / 1000 + ") /* the monthly report */"),
    WRONG_PASSWORD("28P01", "") {
        @Override
        void provoke(ShopDatabase shop) throws SQLException {
            shop.strangers().getConnection().close();
        }
    },
    DEADLOCK("40P01", "") {
        @Override
        void provoke(ShopDatabase shop) throws SQLException {
            Deadlock.provoke(shop);
        }
    };

    private static final String NO_ERROR = "00000";

    private final String sqlState;
    private final String statement;

    Mishap(String sqlState, String statement) {
        this.sqlState = sqlState;
        this.statement = statement;
    }

    /** @throws SQLException if something else happens */
    final void happen(ShopDatabase shop) throws SQLException {
        try {
            provoke(shop);
        } catch (SQLException e) {
            if (!sqlState.equals(e.getSQLState())) {
                throw e;
            }
            return;
        }
        if (!sqlState.equals(NO_ERROR)) {
            throw new SQLException(this + " succeeded, but should have failed with " + sqlState);
        }
    }

    void provoke(ShopDatabase shop) throws SQLException {
        try (Connection session = shop.sessions().getConnection();
                Statement sql = session.createStatement()) {
            sql.execute(statement);
        }
    }
}
