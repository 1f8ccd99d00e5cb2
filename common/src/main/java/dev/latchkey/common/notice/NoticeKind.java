package dev.latchkey.common.notice;

import java.util.Arrays;
import java.util.Locale;

import org.keycloak.models.RealmModel;

/** What people are told by mail about their own account. */
public enum NoticeKind {

    /** Somebody has signed in with a kind of browser and system that this account was not used with before. */
    NEW_DEVICE("latchkeyNoticeNewDeviceSubject"),
    /** A device was trusted. */
    DEVICE_TRUSTED("latchkeyDeviceTrustedSubject"),
    /** A copy of a device's secret was used. */
    DEVICE_COPIED("latchkeyDeviceCopySubject"),
    /** Failures have locked the account, in Keycloak's detector or in the guard. */
    ACCOUNT_LOCKED("latchkeyNoticeLockedSubject"),
    /** The password or another way to sign in was set up, changed or removed. */
    FACTOR_CHANGED("latchkeyNoticeFactorSubject"),
    /** Somebody has signed in after three or more failures. */
    SUCCESS_AFTER_FAILURES("latchkeyNoticeAfterFailuresSubject");

    /** The realm attribute that names the kinds not to send, separated by commas. */
    public static final String OFF = "latchkey.notices.off";

    private final String subjectKey;

    NoticeKind(String subjectKey) {
        this.subjectKey = subjectKey;
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

    String subjectKey() {
        return subjectKey;
    }
}
