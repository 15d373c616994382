package io.logferry.source.sql.wire;

import static io.logferry.source.sql.wire.Answer.require;

import java.nio.ByteBuffer;

/**
 * Checks each message of a server before the driver gets it: the driver allocates memory for any length that a message or a field claims to have
 * (PostgreSQL manual, "Message Formats").
 */
final class ServerMessages {
    /** The types of the messages that PostgreSQL may send in answer to simple queries and COPY … TO STDOUT. */
    private static final String KNOWN = "RSKZNEATDCIHdc";

    private enum Part {
        MESSAGE(1 + Integer.BYTES),
        COLUMNS(Short.BYTES),
        FIELD(Integer.BYTES);

        private final int length;

        Part(int length) {
            this.length = length;
        }
    }

    private final Answer answer;
    private final ByteBuffer head = ByteBuffer.allocate(Part.MESSAGE.length);
    private Part part = Part.MESSAGE;
    /** Bytes of the message that are still to come. */
    private int bytesLeft;

    private int columnsLeft;
    /** How many of the next bytes need no check. */
    private int skip;

    ServerMessages(Answer answer) {
        this.answer = answer;
    }

    /** Checks the next bytes that arrived. */
    void accept(byte[] bytes, int offset, int length) throws WrongAnswerException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int passed = Math.min(skip, end - at);
            skip -= passed;
            at += passed;
            if (at < end) {
                head.put(bytes[at++]);
                if (head.position() == part.length) {
                    check();
                    head.clear();
                }
            }
        }
    }

    private void check() throws WrongAnswerException {
        switch (part) {
            case MESSAGE -> message((char) (head.get(0) & 0xff), head.getInt(1) - Integer.BYTES);
            case COLUMNS -> columns(head.getShort(0) & 0xffff);
            case FIELD -> field(head.getInt(0));
        }
    }

    private void message(char type, int length) throws WrongAnswerException {
        require(KNOWN.indexOf(type) >= 0, "the server sent a message of an unknown type");
        require(length >= 0 && length <= Answer.LARGEST_MESSAGE, "the server sent a message of " + length + " bytes");
        switch (type) {
            case 'D' -> {
                require(length >= Short.BYTES, "the server sent a row without a count");
                part = Part.COLUMNS;
                bytesLeft = length - Short.BYTES;
                return;
            }
            case 'd' -> answer.copied(length);
            case 'Z' -> answer.ready();
            default -> answer.message();
        }
        skip = length;
    }

    private void columns(int count) throws WrongAnswerException {
        answer.row(count, bytesLeft);
        columnsLeft = count;
        next();
    }

    private void field(int length) throws WrongAnswerException {
        require(length >= -1, "the server sent a field of " + length + " bytes");
        skip = Math.max(length, 0);
        bytesLeft -= Integer.BYTES + skip;
        require(bytesLeft >= 0, "the server sent a field that is longer than its row");
        columnsLeft--;
        next();
    }

    private void next() throws WrongAnswerException {
        require(columnsLeft > 0 || bytesLeft == 0, "the server sent a row that is longer than its fields");
        part = columnsLeft > 0 ? Part.FIELD : Part.MESSAGE;
    }
}
