package io.logferry.workflow;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** How large an export may become, all its nodes together ({@code logferry.export.max-size}). Each node spends its own part of it. */
final class ExportBudget {
    private final OptionalLong allowed;
    private final AtomicLong spentByAll;
    private final AtomicLong spent = new AtomicLong();

    /** @param spent what the export has already, from an earlier run */
    ExportBudget(OptionalLong allowed, long spent) {
        this(allowed, new AtomicLong(spent));
    }

    private ExportBudget(OptionalLong allowed, AtomicLong spentByAll) {
        this.allowed = allowed;
        this.spentByAll = spentByAll;
    }

    /** One node's part. */
    ExportBudget part() {
        return new ExportBudget(allowed, spentByAll);
    }

    /** Fails where that many bytes are too many, so that an export that can be seen to be too large fails before it is made. */
    void check(long bytes) throws ExportTooLargeException {
        if (allowed.isPresent() && bytes > allowed.getAsLong()) {
            throw new ExportTooLargeException(bytes, allowed.getAsLong());
        }
    }

    void spend(long bytes) throws ExportTooLargeException {
        spent.addAndGet(bytes);
        check(spentByAll.addAndGet(bytes));
    }

    /** The node's copy begins anew: what it has spent counts no longer. */
    void refund() {
        spentByAll.addAndGet(-spent.getAndSet(0));
    }
}
