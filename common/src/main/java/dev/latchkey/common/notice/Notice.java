package dev.latchkey.common.notice;

/**
 * One thing to tell.
 *
 * @param kind    what
 * @param name    the device, app, kind of credential or address that it is about; empty for none
 * @param address whom to tell; null for the address that the account has when the notice is written
 */
public record Notice(NoticeKind kind, String name, String address) {

    /**
     * @param kind what
     * @return a notice to the account's address
     */
    public static Notice of(NoticeKind kind) {
        return of(kind, "");
    }

    /**
     * @param kind what
     * @param name the device, app or kind of credential that it is about; null for none
     * @return a notice to the account's address
     */
    public static Notice of(NoticeKind kind, String name) {
        return new Notice(kind, name == null ? "" : name, null);
    }

    /**
     * @param oldAddress whom to tell
     * @param newAddress the account's address from now on, as the old one's reader may see it
     * @return a notice to an address that the account has no more
     */
    public static Notice addressChanged(String oldAddress, String newAddress) {
        return new Notice(NoticeKind.ADDRESS_CHANGED, newAddress, oldAddress);
    }
}
