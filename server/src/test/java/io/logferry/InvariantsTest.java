package io.logferry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** INVARIANTS.md says what enforces each rule: what it names must be there. */
class InvariantsTest {
    @Test
    void every_test_named_by_an_invariant_exists() throws IOException {
        NamedTests.assertThere(Path.of("../INVARIANTS.md"));
    }
}
