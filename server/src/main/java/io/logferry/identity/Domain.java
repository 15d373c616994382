package io.logferry.identity;

/** A domain: what users and projects belong to, in the words of OpenStack Identity. It exists where something names it. */
public record Domain(String id, String name) {
    /** The domain of who doesn't say another; its id is fixed, as in a fresh Keystone. */
    public static final Domain DEFAULT = new Domain("default", "Default");

    public static Domain named(String name) {
        return name.equals(DEFAULT.name()) ? DEFAULT : new Domain(StableId.of("domain", name), name);
    }
}
