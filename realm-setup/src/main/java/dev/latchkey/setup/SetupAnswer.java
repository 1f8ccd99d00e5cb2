package dev.latchkey.setup;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What setup or undo has changed, or would change.
 *
 * @param dryRun  whether nothing was changed
 * @param changes in their order; empty when nothing is left to do
 * @param left    what an undo leaves as it is, and why
 * @param notes   what an administrator has to know or decide
 */
public record SetupAnswer(@JsonProperty("dry_run") boolean dryRun, List<Change> changes, List<Change> left,
        List<String> notes) {

    /** Copies the lists. */
    public SetupAnswer {
        changes = List.copyOf(changes);
        left = List.copyOf(left);
        notes = List.copyOf(notes);
    }
}
