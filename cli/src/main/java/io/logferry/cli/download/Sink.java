package io.logferry.cli.download;

import io.logferry.cli.exit.Failure;
import java.security.MessageDigest;

/** Where the bytes of one file go. Every method throws {@link Failure} when this machine can't take them. */
interface Sink extends AutoCloseable {
    /** Adds the bytes that are already there to the digest, and returns how many there are. */
    long begin(MessageDigest digest);

    void write(byte[] bytes, int length);

    /** Discards what was written. False if this is impossible, as on standard output. */
    boolean restart();

    /** Gives the complete and verified file its name. */
    void complete();

    /** What the person can do after a failure, as the end of a sentence; empty if nothing. */
    String adviceAfterFailure();

    @Override
    void close();
}
