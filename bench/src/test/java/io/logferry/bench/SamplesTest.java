package io.logferry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void the_median_is_the_middle_or_between_the_two_middles() {
        assertThat(new Samples(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2.0);
        assertThat(new Samples(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
    }

    @Test
    void a_percentile_is_a_measured_value_that_so_many_are_not_above() {
        Samples hundred = new Samples(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList().reversed());
        assertThat(hundred.percentile(50)).isEqualTo(50.0);
        assertThat(hundred.percentile(99)).isEqualTo(99.0);
        assertThat(hundred.percentile(100)).isEqualTo(100.0);
        assertThat(new Samples(List.of(7.0)).percentile(1)).isEqualTo(7.0);
    }

    @Test
    void nothing_measured_is_an_error() {
        assertThatThrownBy(() -> new Samples(List.of())).hasMessageContaining("nothing");
    }
}
