package dev.latchkey.setup;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One change of a realm.
 *
 * @param feature what it was for, the id of a {@link Feature}
 * @param kind    what it concerns
 * @param name    which one: the alias of a flow, the name of a binding, action or client scope
 * @param before  what was there before; null where nothing was
 * @param after   what is there now; null where nothing is
 * @param digest  of a flow that was bound before, by which an undo knows it again; null elsewhere
 * @param text    the change in words
 */
public record Change(String feature, ChangeKind kind, String name, String before, String after,
        @JsonInclude(JsonInclude.Include.NON_NULL) String digest, String text) {

    /**
     * @param now what is there now
     * @return the same change with that
     */
    public Change withAfter(String now) {
        return new Change(feature, kind, name, before, now, digest, text);
    }
}
