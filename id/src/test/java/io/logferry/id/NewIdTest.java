package io.logferry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewIdTest {
    @Test
    void new_ids_are_well_formed() {
        assertThat(ProjectId.parse(NewId.of("project"))).isPresent();
        assertThat(InstanceId.parse(NewId.of("instance"))).isPresent();
        assertThat(NodeId.parse(NewId.of("node"))).isPresent();
    }

    @Test
    void no_two_new_ids_are_the_same() {
        assertThat(NewId.of("instance")).isNotEqualTo(NewId.of("instance")).endsWith("in03");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Project", "workflow"})
    void any_other_kind_is_answered_with_the_usage(String kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewId.of(kind))
                .withMessage("usage: new-id project|instance|node");
    }
}
