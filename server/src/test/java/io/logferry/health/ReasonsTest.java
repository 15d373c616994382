package io.logferry.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void each_reason_comes_once_and_a_command_stays_on_a_separate_line() {
        assertThat(Reasons.joined(List.of("A is down.", "B is down.", "A is down.")))
                .isEqualTo("A is down. B is down.");
        assertThat(Reasons.joined(List.of("A is down.", "B: run there:\nGRANT x TO y;", "C is down.")))
                .isEqualTo("A is down. B: run there:\nGRANT x TO y;\nC is down.");
        assertThat(Reasons.joined(List.of())).isEmpty();
    }
}
