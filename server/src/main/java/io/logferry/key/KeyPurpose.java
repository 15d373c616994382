package io.logferry.key;

/** What a signing key signs. */
public enum KeyPurpose {
    TOKEN,
    LINK
}
