package io.logferry.source.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.listing.LogBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnpackedFileTest {
    private static final Node NODE = new Node(
            NodeId.random(), "orders_node0", NodeRole.MASTER, Optional.empty(), new LogLocation.Directory("/logs"));

    @AfterEach
    void forget_the_interrupt() {
        Thread.interrupted();
    }

    /** Endless bytes, whose reader is interrupted. */
    private static final class Interrupted extends LogBytes {
        @Override
        protected @Nullable ByteBuffer receive() {
            Thread.currentThread().interrupt();
            return ByteBuffer.allocate(10);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Test
    void an_interrupt_while_a_file_is_unpacked_is_not_reported_as_a_fault_of_the_node() {
        assertThatThrownBy(() -> UnpackedFile.of(NODE, new Interrupted(), Instant.EPOCH, 1000))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
