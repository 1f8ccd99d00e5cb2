package dev.latchkey.common.notification;

import java.util.Arrays;
import java.util.Locale;

import org.keycloak.models.RealmModel;

/**
 * The kinds of notifications that account owners get by mail. Each kind has a switch and limits of its own, so that a
 * client that can cause one kind suppresses no other.
 */
public enum NotificationKind {

    /** A sign-in used a kind of browser and system that this account was not used with before. */
    NEW_DEVICE("latchkeyNoticeNewDeviceSubject"),
    /** A sign-in came from a country that this account was not used from before; needs the risk of sign-ins. */
    NEW_COUNTRY("latchkeyNoticeNewCountrySubject"),
    /** A sign-in was refused by its risk after a factor was right, whatever becomes of the request. */
    RISKY_REFUSED("latchkeyNoticeRefusedSubject", true),
    /** A device was trusted. */
    DEVICE_TRUSTED("latchkeyDeviceTrustedSubject"),
    /** A device's secret was replayed; trust in the device has ended, whatever the outcome of the request. */
    DEVICE_COPIED("latchkeyDeviceCopySubject", true),
    /** An app has received a secret code. */
    CODE_ISSUED("latchkeyCodeIssuedSubject"),
    /** A secret code was replayed; the code has ended, whatever the outcome of the request. */
    CODE_COPIED("latchkeyCodeCopySubject", true),
    /** Failures have locked the account, by Keycloak's detector or the guard, whatever the outcome of the request. */
    ACCOUNT_LOCKED("latchkeyNoticeLockedSubject", true),
    /** The password or another way to sign in was set up, changed or removed. */
    FACTOR_CHANGED("latchkeyNoticeFactorSubject"),
    /** The account's address has changed; sent to the old one (OWASP ASVS 6.3.7), and to a number that names it. */
    ADDRESS_CHANGED("latchkeyAddressChangedSubject"),
    /** The account's telephone number has changed, or a first one was proven. */
    PHONE_CHANGED("latchkeyPhoneChangedSubject"),
    /** Another account has proven the account's telephone number, which names this one no more. */
    PHONE_TAKEN("latchkeyPhoneTakenSubject"),
    /** A sign-in succeeded after three or more failures. */
    SUCCESS_AFTER_FAILURES("latchkeyNoticeAfterFailuresSubject");

    /** The realm attribute that names the kinds not to send, separated by commas. */
    public static final String OFF = "latchkey.notices.off";

    private final String subjectKey;
    private final boolean settled;

    NotificationKind(String subjectKey) {
        this(subjectKey, false);
    }

    NotificationKind(String subjectKey, boolean settled) {
        this.subjectKey = subjectKey;
        this.settled = settled;
    }

    /** @return the name in settings, templates and docs */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param realm the realm
     * @return whether it sends this kind
     */
    public boolean wanted(RealmModel realm) {
        String off = realm.getAttribute(OFF);
        return off == null || Arrays.stream(off.split(",")).map(String::strip).noneMatch(id()::equals);
    }

    /**
     * @return whether it is final when the notification is sent: a request that fails later undoes nothing of it
     */
    public boolean settled() {
        return settled;
    }

    /** @return the message key of the mail's subject */
    public String subjectKey() {
        return subjectKey;
    }
}
