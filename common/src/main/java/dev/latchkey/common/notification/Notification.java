package dev.latchkey.common.notification;

/**
 * One thing to tell.
 *
 * @param kind    what
 * @param name    the device, app, kind of credential or address that it is about; empty for none
 * @param address whom to tell; null for the address that the account has when the notice is written
 */
public record Notification(NotificationKind kind, String name, String address) {

    /**
     * @param kind what
     * @return a notice to the account's address
     */
    public static Notification of(NotificationKind kind) {
        return of(kind, "");
    }

    /**
     * @param kind what
     * @param name the device, app or kind of credential that it is about; null for none
     * @return a notice to the account's address
     */
    public static Notification of(NotificationKind kind, String name) {
        return new Notification(kind, name == null ? "" : name, null);
    }

    /**
     * @param oldAddress whom to tell
     * @param newAddress the account's address from now on, as the old one's reader may see it
     * @return a notice to an address that the account has no more
     */
    public static Notification addressChanged(String oldAddress, String newAddress) {
        return new Notification(NotificationKind.ADDRESS_CHANGED, newAddress, oldAddress);
    }
}
