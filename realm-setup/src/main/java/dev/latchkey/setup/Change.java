package dev.latchkey.setup;

/**
 * One change of a realm.
 *
 * @param feature what it was for, the id of a {@link Feature}
 * @param kind    what it concerns
 * @param name    which one: the alias of a flow, the name of a binding, action or client scope
 * @param before  what was there before; null where nothing was
 * @param after   what is there now; null where nothing is
 * @param text    the change in words
 */
public record Change(String feature, ChangeKind kind, String name, String before, String after, String text) {

    /**
     * @param now what is there now
     * @return the same change with that
     */
    public Change withAfter(String now) {
        return new Change(feature, kind, name, before, now, text);
    }
}
