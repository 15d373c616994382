package io.logferry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.store.s3.Parts.PartSizes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PartSizesTest {
    private static final int MOST_PARTS = 10_000;
    private static final long SMALLEST_PART = 5L << 20;
    private static final long LARGEST_PART = 5L << 30;

    @Property
    void any_size_that_an_object_may_have_fits_in_ten_thousand_parts(
            @ForAll @LongRange(min = 1, max = PartSizes.LARGEST_OBJECT) long size) {
        assertThat(partsOf(size)).isBetween(1, MOST_PARTS);
    }

    @Test
    void the_largest_object_fits_into_parts_that_the_store_takes() {
        int last = partsOf(PartSizes.LARGEST_OBJECT);
        assertThat(last).isLessThanOrEqualTo(MOST_PARTS);
        for (int number = 1; number <= MOST_PARTS; number++) {
            assertThat(PartSizes.USUAL.of(number)).isBetween(SMALLEST_PART, LARGEST_PART);
        }
    }

    @Test
    void parts_never_become_smaller() {
        for (int number = 2; number <= MOST_PARTS; number++) {
            assertThat(PartSizes.USUAL.of(number)).isGreaterThanOrEqualTo(PartSizes.USUAL.of(number - 1));
        }
    }

    @Test
    void parts_of_logs_of_usual_size_fit_into_memory() {
        assertThat(PartSizes.USUAL.of(partsOf(23L << 30))).isEqualTo(8L << 20);
    }

    private static int partsOf(long size) {
        int number = 0;
        for (long left = size; left > 0; left -= PartSizes.USUAL.of(number)) {
            number++;
        }
        return number;
    }
}
