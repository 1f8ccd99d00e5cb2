package dev.latchkey.setup;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a change of a realm concerns. */
public enum ChangeKind {

    /** A flow was created; before: none; after: its digest. */
    FLOW_CREATED(true),
    /** A step or sub-flow was added to a flow. */
    STEP_ADDED(false),
    /** A step was removed from a flow. */
    STEP_REMOVED(false),
    /** A step has another requirement. */
    STEP_CHANGED(false),
    /** A flow was bound; the name is the binding, before and after are aliases. */
    FLOW_BOUND(true),
    /** A required action was turned on and moved to the top; before and after are its states. */
    ACTION_ENABLED(true),
    /** A client scope was created; before: none; after: its digest. */
    SCOPE_CREATED(true),
    /** A client scope was assigned; after: the client's id. */
    SCOPE_ASSIGNED(true),
    /** The password grant of a client was turned off; the name is the client's id. */
    GRANT_DISABLED(true);

    private final boolean recorded;

    ChangeKind(boolean recorded) {
        this.recorded = recorded;
    }

    /** @return whether an undo has to know it; steps go with the flow that setup has created */
    public boolean recorded() {
        return recorded;
    }

    /** @return the name in answers and in the record */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param id a name
     * @return the kind of that name
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static ChangeKind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
