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
    private final Visible visible;

    /** @param visible which names notes may tell */
    ChangeLog(Visible visible) {
        this.visible = visible;
    }

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

    /**
     * @param ids  ids of clients
     * @param most how many to name
     * @return the first of them, and how many there are besides; their number alone where the caller may not see
     *         clients
     */
    String clients(List<String> ids, int most) {
        if (!visible.clients()) {
            return ids.size() + " in all, which the role view-clients shows";
        }
        String more = ids.size() > most ? " and " + (ids.size() - most) + " more" : "";
        return String.join(", ", ids.subList(0, Math.min(most, ids.size()))) + more;
    }

    /**
     * @param aliases aliases of identity providers
     * @return the aliases; their number alone where the caller may not see identity providers
     */
    String identityProviders(List<String> aliases) {
        return visible.identityProviders() ? String.join(", ", aliases)
                : aliases.size() + " in all, which the role view-identity-providers shows";
    }

    List<Change> changes() {
        return changes;
    }

    List<String> notes() {
        return notes;
    }
}
