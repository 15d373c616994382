package io.logferry.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.id.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDsnTest {
    @Test
    void every_part_is_parsed() {
        assertThat(
                        PostgresDsn.parse(
                                "postgresql://l%40g:p%3A%2F+x@db.example:6432/orders?sslmode=verify-full&sslrootcert=/etc/ca.pem"))
                .isEqualTo(new PostgresDsn(
                        "db.example", 6432, "orders", "l@g", new Secret("p:/+x"), "verify-full", "/etc/ca.pem"));
    }

    @Test
    void missing_parts_have_the_defaults_of_libpq() {
        assertThat(PostgresDsn.parse("postgres://me:secret@[::1]"))
                .isEqualTo(new PostgresDsn("::1", 5432, "me", "me", new Secret("secret"), "prefer", ""));
    }

    @Test
    void a_host_may_have_an_underscore() {
        assertThat(PostgresDsn.parse("postgresql://me:p:w@orders_db:6432/orders"))
                .isEqualTo(new PostgresDsn("orders_db", 6432, "orders", "me", new Secret("p:w"), "prefer", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:secret@h/d",
                "postgresql://h/d",
                "postgresql://u:secret@h1,h2:1:2/d",
                "postgresql://u:secret@/d",
                "postgresql://secret@h/d",
                "secret",
                "postgresql://u:secret@h/d?options=x",
                "postgresql://u:sec ret@h/d"
            })
    void an_invalid_dsn_is_rejected_and_not_repeated(String text) {
        assertThatThrownBy(() -> PostgresDsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
                .hasMessageNotContaining("sec");
    }
}
