package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.logferry.source.SplitBytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CopyBinaryParserTest {
    @Property
    void fields_are_the_same_however_the_input_is_split(
            @ForAll("tables") List<List<byte[]>> rows, @ForAll Random random) throws IOException, InterruptedException {
        byte[] copy = encode(rows, 0, new byte[random.nextInt(20)]);
        List<byte[]> expected = new ArrayList<>();
        rows.forEach(expected::addAll);

        Kept kept = new Kept();
        CopyBinaryParser parser = new CopyBinaryParser();
        SplitBytes input = new SplitBytes(copy, 0, copy.length, random);
        while (input.hasNext()) {
            ByteBuffer next = input.next();
            parser.accept(next, kept);
            assertThat(next.hasRemaining()).isFalse();
        }
        assertThat(parser.ended()).isTrue();
        assertThat(kept.fields()).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void a_field_that_arrives_whole_is_not_copied() throws IOException {
        byte[] copy = encode(List.of(List.of("hello".getBytes(StandardCharsets.UTF_8))), 0, new byte[0]);
        List<ByteBuffer> slices = new ArrayList<>();
        new CopyBinaryParser().accept(ByteBuffer.wrap(copy), new CopyBinaryParser.Fields() {
            @Override
            public void begin(int length) {
                assertThat(length).isEqualTo(5);
            }

            @Override
            public void bytes(ByteBuffer slice) {
                slices.add(slice);
            }
        });
        assertThat(slices).hasSize(1);
        assertThat(slices.getFirst().array()).isSameAs(copy);
    }

    @Test
    void input_that_is_not_a_binary_copy_is_refused() throws IOException {
        assertRefused("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.UTF_8), "signature");
        assertRefused(encode(List.of(), 1 << 16, new byte[0]), "flags");
        byte[] whole = encode(List.of(), 0, new byte[0]);
        byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);
        assertRefused(longer, "after its end");
    }

    @Provide
    Arbitrary<List<List<byte[]>>> tables() {
        Arbitrary<byte[]> field =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(50).injectNull(0.1);
        return field.list().ofMaxSize(4).list().ofMaxSize(10);
    }

    private static void assertRefused(byte[] input, String why) {
        assertThatIOException()
                .isThrownBy(() -> new CopyBinaryParser().accept(ByteBuffer.wrap(input), new Kept()))
                .withMessageContaining(why);
    }

    private static byte[] encode(List<List<byte[]>> rows, int flags, byte[] extension) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1));
        out.writeInt(flags);
        out.writeInt(extension.length);
        out.write(extension);
        for (List<byte[]> row : rows) {
            out.writeShort(row.size());
            for (byte[] field : row) {
                out.writeInt(field == null ? -1 : field.length);
                out.write(field == null ? new byte[0] : field);
            }
        }
        out.writeShort(-1);
        return bytes.toByteArray();
    }

    private static final class Kept implements CopyBinaryParser.Fields {
        private final List<ByteArrayOutputStream> fields = new ArrayList<>();

        @Override
        public void begin(int length) {
            fields.add(length < 0 ? null : new ByteArrayOutputStream());
        }

        @Override
        public void bytes(ByteBuffer slice) {
            byte[] copy = new byte[slice.remaining()];
            slice.get(copy);
            fields.getLast().writeBytes(copy);
        }

        List<byte[]> fields() {
            return fields.stream()
                    .map(field -> field == null ? null : field.toByteArray())
                    .toList();
        }
    }
}
