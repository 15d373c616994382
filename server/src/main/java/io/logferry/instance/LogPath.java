package io.logferry.instance;

/**
 * The inventory's {@code path}, divided at its last slash.
 *
 * @param name a plain name or a glob; empty if the path ends in a slash
 */
public record LogPath(String folder, String name) {
    public static LogPath of(String path) {
        int slash = path.lastIndexOf('/');
        return new LogPath(slash <= 0 ? "/" : path.substring(0, slash), path.substring(slash + 1));
    }

    public boolean isGlob() {
        return Glob.isGlob(name);
    }

    /** The whole path, as a folder. */
    public String whole() {
        return name.isEmpty() ? folder : (folder.equals("/") ? "" : folder) + "/" + name;
    }
}
