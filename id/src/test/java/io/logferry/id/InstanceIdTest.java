package io.logferry.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3d39c18788b54a919bab633874c159dfin03",
                "3D39C18788B54A919BAB633874C159DFin03",
                "3d39C18788b54a919bab633874c159DFin03",
                "3d39c18788b54a919bab633874c159dfin01"
            })
    void hex_digits_of_either_case_are_well_formed_and_kept_as_they_are(String text) {
        assertThat(InstanceId.parse(text))
                .hasValueSatisfying(id -> assertThat(id).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3d39c18788b54a919bab633874c159df",
                "3d39c18788b54a919bab633874c159din03",
                "3d39c18788b54a919bab633874c159dgin03",
                "3D39C18788B54A919BAB633874C159DFIN03",
                "3d39c18788b54a919bab633874c159dfin3",
                "3d39c18788b54a919bab633874c159dfno03",
                "3d39c18788b54a919bab633874c159dfin03\n",
                "３d39c18788b54a919bab633874c159dfin03"
            })
    void a_text_of_another_form_is_no_id(String text) {
        assertThat(InstanceId.parse(text)).isEmpty();
    }

    @Test
    void ids_that_differ_in_case_are_different_ids() {
        assertThat(new InstanceId("a".repeat(32) + "in03")).isNotEqualTo(new InstanceId("A".repeat(32) + "in03"));
    }
}
