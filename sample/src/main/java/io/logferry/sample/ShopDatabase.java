package io.logferry.sample;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database of a small shop, which the workload uses: its tables and login.
 *
 * @param isNew whether this start has created it
 */
record ShopDatabase(PrivatePostgres server, Secret password, boolean isNew) {
    private static final String NAME = "shop";

    private static final String TABLES = """
            CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL UNIQUE);
            CREATE TABLE purchase (
                id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                customer int NOT NULL REFERENCES customer,
                amount numeric NOT NULL CHECK (amount > 0));
            INSERT INTO customer VALUES (1, 'ada@example.org'), (2, 'emil@example.org');
            INSERT INTO purchase (customer, amount) VALUES (1, 12.50), (2, 99.90);
            CREATE FUNCTION refund(purchase int, reason text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'purchase % can''t be refunded', purchase
                    USING DETAIL = 'It was shipped.' || E'\\n' || 'Reason given: ' || reason, HINT = 'Ask the customer to return it first.';
            END $$;
            CREATE FUNCTION stock_level(article int) RETURNS int LANGUAGE plpgsql AS $$
            BEGIN
                RAISE WARNING 'article % is running out', article;
                RETURN 3;
            END $$;
            GRANT SELECT, INSERT, UPDATE ON customer, purchase TO shop;
            """;

    /** The shop on this server; it is created if absent. */
    static ShopDatabase open(PrivatePostgres server, Secret password) {
        try {
            boolean isNew = makeDatabase(server, password);
            return new ShopDatabase(server, password, isNew);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The sample's database " + NAME + " can't be created: " + e.getMessage(), e);
        }
    }

    /** Sessions of the shop's login. */
    PGSimpleDataSource sessions() {
        return server.dataSource(NAME, NAME, password);
    }

    /** Sessions with a wrong password. */
    PGSimpleDataSource strangers() {
        return server.dataSource(NAME, NAME, PasswordFile.random());
    }

    private static boolean makeDatabase(PrivatePostgres server, Secret password) throws SQLException {
        try (Connection superuser = server.dataSource("postgres").getConnection();
                Statement statement = superuser.createStatement()) {
            new SampleLogin(NAME, password).make(superuser);
            try (ResultSet shop = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'shop'")) {
                if (shop.next()) {
                    return false;
                }
            }
            // It has another name until it is complete, so that the next start can replace the database of an
            // interrupted one.
            statement.execute("DROP DATABASE IF EXISTS new_shop");
            statement.execute("CREATE DATABASE new_shop");
            try (Connection shop = server.dataSource("new_shop").getConnection();
                    Statement tables = shop.createStatement()) {
                tables.execute(TABLES);
            }
            statement.execute("ALTER DATABASE new_shop RENAME TO shop");
        }
        return true;
    }
}
