package io.logferry.api.link;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    /** More bytes than any disk has. */
    private static final long LARGEST = 999_999_999_999_999_999L;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=0-100, 0, 99",
        "bytes=99-, 99, 99",
        "bytes=-1, 99, 99",
        "bytes=-1000, 0, 99",
        "bytes=10-99999999999999999999999999, 10, 99",
        "bytes=-99999999999999999999999999, 0, 99",
        "bytes=00000000000000000000000010-20, 10, 20",
        "Bytes= 5-6 , 5, 6"
    })
    void a_range_that_the_file_has_is_a_part(String header, long first, long last) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
    void a_range_that_the_file_does_not_have_is_unsatisfiable(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=6-5",
                "lines=1-2",
                "bytes=a-b",
                "bytes=1-2,4-5",
                "bytes=+1-2",
                "bytes=1-2-3",
                "",
                "bytes=0x1-2"
            })
    void another_kind_of_header_is_answered_with_the_whole_file(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Whole());
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-, false", "bytes=0-0, false", "bytes=-5, true"})
    void an_empty_file_has_no_part(String header, boolean whole) {
        assertThat(ByteRange.of(header, 0)).isEqualTo(whole ? new ByteRange.Whole() : new ByteRange.Unsatisfiable());
    }

    @Property
    void a_part_lies_within_the_file(
            @ForAll @LongRange(min = 0, max = LARGEST) long first,
            @ForAll @LongRange(min = 0, max = LARGEST) long last,
            @ForAll @LongRange(min = 0, max = LARGEST) long size) {
        switch (ByteRange.of("bytes=" + first + "-" + last, size)) {
            case ByteRange.Part part -> {
                assertThat(part.first()).isBetween(0L, part.last());
                assertThat(part.last()).isLessThan(size);
                assertThat(part.length()).isPositive();
            }
            case ByteRange.Unsatisfiable none -> assertThat(first).isGreaterThanOrEqualTo(size);
            case ByteRange.Whole whole -> assertThat(last).isLessThan(first);
        }
    }
}
