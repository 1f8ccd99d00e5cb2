package dev.latchkey.common.notice;

/**
 * One thing to tell.
 *
 * @param kind what
 * @param name the device or the kind of credential that it is about, empty for none
 */
record Notice(NoticeKind kind, String name) {

    static Notice of(NoticeKind kind) {
        return new Notice(kind, "");
    }

    static Notice of(NoticeKind kind, String name) {
        return new Notice(kind, name == null ? "" : name);
    }
}
