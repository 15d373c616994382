package io.logferry.cli.download;

import io.logferry.cli.terminal.Progress;
import io.logferry.cli.terminal.Quantity;
import org.jspecify.annotations.Nullable;

/** A transfer as a person sees it: bytes, rate and the time left. */
final class ShownTransfer implements Transfer.Watcher {
    private final Progress progress;
    private final String title;
    private final long size;
    private @Nullable Rate rate;

    ShownTransfer(Progress progress, String title, long size) {
        this.progress = progress;
        this.title = title;
        this.size = size;
    }

    @Override
    public void moved(long position) {
        Rate known = rate;
        if (known == null) { // bytes that an earlier command transferred do not count for the rate
            known = new Rate(System::nanoTime, position);
            rate = known;
        }
        known.at(position);
        String left = known.left(size - position)
                .map(time -> "  " + Quantity.duration(time) + " left")
                .orElse("");
        draw(position, left.isEmpty() ? "" : Quantity.bytes(known.bytesPerSecond()) + "/s" + left);
    }

    @Override
    public void waitsToTryAgain(long position) {
        draw(position, "connection lost, trying again");
    }

    private void draw(long position, String details) {
        progress.draw(
                title,
                (double) position / size,
                Quantity.bytes(position) + " of " + Quantity.bytes(size) + "  " + details);
    }
}
