package dev.latchkey.common.notification;

/**
 * One notification to an account owner.
 *
 * @param kind    what has happened
 * @param name    the device, app, kind of credential or address that it is about; empty for none
 * @param address the recipient; null for the address that the account has when the notification is written
 */
public record Notification(NotificationKind kind, String name, String address) {

    /**
     * @param kind what has happened
     * @return a notification to the account's address
     */
    public static Notification of(NotificationKind kind) {
        return of(kind, "");
    }

    /**
     * @param kind what has happened
     * @param name the device, app or kind of credential that it is about; null for none
     * @return a notification to the account's address
     */
    public static Notification of(NotificationKind kind, String name) {
        return new Notification(kind, name == null ? "" : name, null);
    }

    /**
     * @param oldAddress the recipient
     * @param newAddress the account's new address, in the form that the reader of the old mailbox may see
     * @return a notification to the address that the account no longer has
     */
    public static Notification addressChanged(String oldAddress, String newAddress) {
        return new Notification(NotificationKind.ADDRESS_CHANGED, newAddress, oldAddress);
    }
}
