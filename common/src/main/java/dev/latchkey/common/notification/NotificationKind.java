package dev.latchkey.common.notification;

import java.util.Arrays;
import java.util.Locale;

import org.keycloak.models.RealmModel;

/**
 * What people are told by mail about their own account. Each kind has a switch and limits of its own, so that whoever
 * can cause one kind silences no other.
 */
public enum NotificationKind {

    /** Somebody has signed in with a kind of browser and system that this account was not used with before. */
    NEW_DEVICE("latchkeyNoticeNewDeviceSubject"),
    /** A device was trusted. */
    DEVICE_TRUSTED("latchkeyDeviceTrustedSubject"),
    /** A copy of a device's secret was used; the device is trusted no more, whatever becomes of the request. */
    DEVICE_COPIED("latchkeyDeviceCopySubject", true),
    /** An app was given a secret code. */
    CODE_ISSUED("latchkeyCodeIssuedSubject"),
    /** A copy of a secret code was used; the code has ended, whatever becomes of the request. */
    CODE_COPIED("latchkeyCodeCopySubject", true),
    /** Failures have locked the account, in Keycloak's detector or in the guard, whatever becomes of the request. */
    ACCOUNT_LOCKED("latchkeyNoticeLockedSubject", true),
    /** The password or another way to sign in was set up, changed or removed. */
    FACTOR_CHANGED("latchkeyNoticeFactorSubject"),
    /** The account has another address; told to the old one (OWASP ASVS 6.3.7). */
    ADDRESS_CHANGED("latchkeyAddressChangedSubject"),
    /** Somebody has signed in after three or more failures. */
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
     * @return whether it has happened for good when it is told, so that a request that fails later undoes nothing of it
     */
    public boolean settled() {
        return settled;
    }

    /** @return the message key of the mail's subject */
    public String subjectKey() {
        return subjectKey;
    }
}
