package io.logferry.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "1234, 1.23 kB",
        "9994, 9.99 kB",
        "9995, 10.0 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1.00 MB",
        "10485760, 10.5 MB",
        "536870912, 537 MB",
        "1500000000000, 1.50 TB"
    })
    void sizes_have_three_digits(long bytes, String shown) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(shown);
    }

    @Property
    void every_size_fits_its_column(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(Quantity.bytes(bytes)).matches("\\d{1,4} [kMGTP]?B|\\d\\.\\d\\d [kMGTP]B|\\d\\d\\.\\d [kMGTP]B");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "7, 0:07", "750, 12:30", "3723, 1:02:03", "-1, 0:00"})
    void times_read_like_a_clock(long seconds, String shown) {
        assertThat(Quantity.duration(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }
}
