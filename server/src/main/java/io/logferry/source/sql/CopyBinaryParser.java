package io.logferry.source.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Parses the output of {@code COPY … (FORMAT binary)}, in portions of any size, and passes on the bytes of the fields as slices of the input
 * (PostgreSQL manual, COPY, "Binary Format").
 */
final class CopyBinaryParser {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int HEADER = SIGNATURE.length + Integer.BYTES + Integer.BYTES;
    /** Bits 16 to 31 of the flags mark extensions that a reader must understand; we support none. */
    private static final int CRITICAL_FLAGS = 0xffff0000;

    private static final int TRAILER = -1;
    private static final int NULL = -1;

    private enum Part {
        HEADER,
        EXTENSION,
        ROW,
        FIELD_LENGTH,
        FIELD,
        END
    }

    /** Receives the fields of all rows; nothing marks the end of a row. */
    interface Fields {
        /** A field begins; its bytes follow. If the length is negative, the field is NULL, and none follow. */
        void begin(int length) throws IOException;

        /** The next bytes of the field, at least one, as a view of the input. */
        void bytes(ByteBuffer slice) throws IOException;
    }

    private final ByteBuffer scratch = ByteBuffer.allocate(HEADER);
    private Part part = Part.HEADER;
    private int fieldsLeft;
    private int bytesLeft;

    /** Whether the trailer was read. */
    boolean ended() {
        return part == Part.END;
    }

    /** @throws IOException if the input isn't the output of a COPY in binary format */
    void accept(ByteBuffer input, Fields fields) throws IOException {
        while (input.hasRemaining()) {
            switch (part) {
                case HEADER -> header(input);
                case EXTENSION -> skipExtension(input);
                case ROW -> row(input);
                case FIELD_LENGTH -> fieldLength(input, fields);
                case FIELD -> field(input, fields);
                case END -> throw new IOException("a COPY continues after its end");
            }
        }
    }

    private void header(ByteBuffer input) throws IOException {
        if (!collect(input, HEADER)) {
            return;
        }
        if (!Arrays.equals(scratch.array(), 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new IOException("not the signature of a binary COPY");
        }
        if ((scratch.getInt(SIGNATURE.length) & CRITICAL_FLAGS) != 0) {
            throw new IOException("a binary COPY with unknown flags");
        }
        bytesLeft = notNegative(scratch.getInt(SIGNATURE.length + Integer.BYTES));
        part = bytesLeft == 0 ? Part.ROW : Part.EXTENSION;
    }

    private void skipExtension(ByteBuffer input) {
        take(input);
        if (bytesLeft == 0) {
            part = Part.ROW;
        }
    }

    private void row(ByteBuffer input) throws IOException {
        if (!collect(input, Short.BYTES)) {
            return;
        }
        int count = scratch.getShort(0);
        if (count == TRAILER) {
            part = Part.END;
            return;
        }
        fieldsLeft = notNegative(count);
        part = fieldsLeft == 0 ? Part.ROW : Part.FIELD_LENGTH;
    }

    private void fieldLength(ByteBuffer input, Fields fields) throws IOException {
        if (!collect(input, Integer.BYTES)) {
            return;
        }
        int length = scratch.getInt(0);
        bytesLeft = length == NULL ? 0 : notNegative(length);
        fields.begin(length);
        if (bytesLeft == 0) {
            endField();
        } else {
            part = Part.FIELD;
        }
    }

    private void field(ByteBuffer input, Fields fields) throws IOException {
        fields.bytes(take(input));
        if (bytesLeft == 0) {
            endField();
        }
    }

    private void endField() {
        fieldsLeft--;
        part = fieldsLeft == 0 ? Part.ROW : Part.FIELD_LENGTH;
    }

    private ByteBuffer take(ByteBuffer input) {
        int length = Math.min(bytesLeft, input.remaining());
        ByteBuffer slice = input.slice(input.position(), length);
        input.position(input.position() + length);
        bytesLeft -= length;
        return slice;
    }

    /** Collects the next {@code length} bytes at the start of the scratch buffer; false until all have arrived. */
    private boolean collect(ByteBuffer input, int length) {
        int wanted = Math.min(length - scratch.position(), input.remaining());
        scratch.put(input.slice(input.position(), wanted));
        input.position(input.position() + wanted);
        if (scratch.position() < length) {
            return false;
        }
        scratch.clear();
        return true;
    }

    private static int notNegative(int length) throws IOException {
        if (length < 0) {
            throw new IOException("a binary COPY with a negative length");
        }
        return length;
    }
}
