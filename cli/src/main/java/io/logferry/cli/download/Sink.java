package io.logferry.cli.download;

import io.logferry.cli.exit.Failure;
import java.security.MessageDigest;

/** Where the bytes of one file go. Every method throws {@link Failure} when this machine can't take them. */
interface Sink extends AutoCloseable {
    /** How many bytes of the file are there already; they are fed to the digest. */
    long begin(MessageDigest digest);

    void write(byte[] bytes, int length);

    /** Forgets what was written. False where that can't be: what was sent to standard output is gone. */
    boolean restart();

    /** The file is whole and verified: it gets its name. */
    void complete();

    /** What the person can do after a failure, as the end of a sentence; empty if nothing. */
    String adviceAfterFailure();

    @Override
    void close();
}
