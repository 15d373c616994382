package io.logferry.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestPostgresTest {
    @Test
    void each_database_is_a_fresh_one_of_the_same_server() {
        TestPostgres.Database first = TestPostgres.shared().empty();
        TestPostgres.Database second = TestPostgres.shared().migrated();
        first.jdbi().useHandle(handle -> handle.execute("CREATE TABLE t (id int)"));
        second.jdbi().useHandle(handle -> handle.execute("CREATE TABLE t (id int)"));
        assertThat(first.name()).isNotEqualTo(second.name());
    }
}
