package io.logferry.store;

/**
 * How large the parts of a multipart upload are. An object store takes 10,000 parts of at most 5 GiB, and 5 TiB in all, and how much will
 * come isn't known before it has come: so parts stay small for as long as logs usually are, then double from time to time.
 *
 * @param first bytes of the first parts
 * @param constant that many parts have this size
 * @param step after each so many further parts the size doubles
 * @param doublings until it has doubled so often
 */
record PartSizes(long first, int constant, int step, int doublings) {
    /** What an object store takes at most, in bytes. */
    static final long LARGEST_OBJECT = 5L << 40;

    /** 8 MiB up to 23 GiB, then doubling every 700 parts; 4 GiB where 5 TiB come to their end. */
    static final PartSizes USUAL = new PartSizes(8 << 20, 3000, 700, 9);

    /** Bytes of the part of that number, which is counted from 1; the last one may be smaller. */
    long of(int number) {
        int beyond = Math.max(0, number - constant);
        return first << Math.min(Math.ceilDiv(beyond, step), doublings);
    }
}
