package io.logferry.api.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requested part of a file (RFC 9110, 14.1.2 and 14.2). */
sealed interface ByteRange {
    /** All of it. */
    record Whole() implements ByteRange {}

    /** Both ends inclusive. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** The file has no byte of it. */
    record Unsatisfiable() implements ByteRange {}

    Pattern SINGLE = Pattern.compile("bytes=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*", Pattern.CASE_INSENSITIVE);

    /** A number of more digits is beyond any file. */
    int DIGITS = 18;

    /**
     * The range of a Range header. The whole file if the header is malformed or has another unit or several ranges, as the RFC allows and S3 does.
     */
    static ByteRange of(String header, long size) {
        Matcher range = SINGLE.matcher(header);
        if (!range.matches()) {
            return new Whole();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(number(last), size);
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return new Whole();
        }
        return from < size ? new Part(from, Math.min(to, size - 1)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long length, long size) {
        if (length == 0) {
            return new Unsatisfiable();
        }
        return size == 0 ? new Whole() : new Part(Math.max(0, size - length), size - 1);
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
