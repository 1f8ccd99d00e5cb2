package dev.latchkey.otp;

import dev.latchkey.common.settings.NumberSetting;

/** Every number of the e-mail code policy in the configuration of {@code latchkey-verify-email}. */
public enum PolicySetting {

    /** Number of digits of a code (ASVS 6.5.4, NIST SP 800-63B-4 3.1.3.2: six or more). */
    CODE_LENGTH("code_length", 6, 6, 10,
            "Code length", "Digits of a code."),
    /** Lifetime of a code and its link in seconds (ASVS 6.5.5: ten minutes at most). */
    CODE_LIFETIME_SECONDS("code_lifetime_seconds", 600, 60, 600,
            "Code lifetime", "Seconds that a code and its link are good for."),
    /** Number of wrong codes that are verified before a challenge is used up. */
    MAX_ATTEMPTS("max_attempts", 3, 1, 10,
            "Attempts per code", "Wrong codes after which a code is dead."),
    /** Seconds between two mails of one sign-in. */
    RESEND_COOLDOWN_SECONDS("resend_cooldown_seconds", 60, 30, 600,
            "Resend cooldown", "Seconds between two mails of one sign-in."),
    /** Number of further mails of one sign-in after the first. */
    MAX_RESENDS("max_resends", 3, 1, 10,
            "Resends", "Further mails of one sign-in after the first."),
    /** Mails per hour to one user, all sign-ins together. */
    SENDS_PER_HOUR("sends_per_hour", 5, 1, 60,
            "Mails per hour", "Mails an hour to one user, all sign-ins together."),
    /** Days after which an account that sign-up created and whose mailbox was not proven is deleted; 0 for never. */
    UNPROVEN_DAYS("unproven_days", 0, 0, 365,
            "Unproven accounts", "Days after which an account that sign-up made and no one proved is deleted; "
                    + "0 for never.");

    private final NumberSetting setting;

    PolicySetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max, label, help);
    }

    /** @return name, default, range, label and help text */
    public NumberSetting setting() {
        return setting;
    }
}
