package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.setup.Change;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;

/** The changes and notes of one setup, in their order. */
final class ChangeLog {

    private final List<Change> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void add(Feature feature, ChangeKind kind, String name, String before, String after, String text) {
        changes.add(new Change(feature.id(), kind, name, before, after, null, text));
    }

    void bound(Feature feature, String binding, String before, String digest, String after, String text) {
        changes.add(new Change(feature.id(), ChangeKind.FLOW_BOUND, binding, before, after, digest, text));
    }

    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    List<Change> changes() {
        return changes;
    }

    List<String> notes() {
        return notes;
    }
}
