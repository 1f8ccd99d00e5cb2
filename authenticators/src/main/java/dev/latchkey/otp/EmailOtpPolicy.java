package dev.latchkey.otp;

import java.time.Duration;
import java.util.Map;

import dev.latchkey.common.settings.PolicyReader;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;

/**
 * The realm's e-mail code policy. It is the configuration of the required action {@value #ACTION} and applies to every
 * purpose. A realm import does not validate the configuration, so every read does: a value out of range is replaced by
 * the default.
 *
 * @param codeLength       number of digits of a code, 6 to 10
 * @param lifetime         lifetime of code and link, ten minutes at most
 * @param maxAttempts      number of codes that are verified before a challenge is used up
 * @param cooldown         time between two mails of one sign-in
 * @param maxResends       number of further mails of one sign-in after the first
 * @param sendsPerHour     mails per hour to one user
 * @param linkEnabled      whether the mail contains a link in addition to the code
 * @param numberMatching   whether a link that is opened in another browser asks for the number that the waiting page
 *                         shows, as a second factor
 * @param verifyUnverified whether an account with an unverified address must verify it at its next sign-in
 * @param unprovenDays     days after which an account that sign-up created and whose mailbox was not proven is deleted;
 *                         0 for never
 * @param signUpCredential which credential a sign-up asks for; {@code SignUpPolicy} reads whether it is in force
 */
public record EmailOtpPolicy(int codeLength, Duration lifetime, int maxAttempts, Duration cooldown, int maxResends,
        int sendsPerHour, boolean linkEnabled, boolean numberMatching, boolean verifyUnverified,
        int unprovenDays, SignUpCredential signUpCredential) {

    /** Id of the required action whose configuration the policy is. */
    public static final String ACTION = "latchkey-verify-email";
    /** Configuration key of {@link #linkEnabled}; on by default. */
    public static final String LINK_ENABLED = "link_enabled";
    /** Configuration key of {@link #numberMatching}; off by default. */
    public static final String NUMBER_MATCHING = "link_number_matching";
    /** Configuration key of {@link #verifyUnverified}; off by default. */
    public static final String VERIFY_UNVERIFIED = "verify_unverified";
    /** Configuration key of {@link #signUpCredential}. */
    public static final String SIGN_UP_CREDENTIAL = "sign_up_credential";

    /**
     * @param realm the realm
     * @return its policy; the defaults where nothing is configured
     */
    public static EmailOtpPolicy of(RealmModel realm) {
        RequiredActionConfigModel config = realm.getRequiredActionConfigByAlias(ACTION);
        return of(config == null || config.getConfig() == null ? Map.of() : config.getConfig());
    }

    static EmailOtpPolicy of(Map<String, String> config) {
        PolicyReader reader = new PolicyReader("e-mail code policy", config);
        return new EmailOtpPolicy(
                reader.number(PolicySetting.CODE_LENGTH.setting()),
                Duration.ofSeconds(reader.number(PolicySetting.CODE_LIFETIME_SECONDS.setting())),
                reader.number(PolicySetting.MAX_ATTEMPTS.setting()),
                Duration.ofSeconds(reader.number(PolicySetting.RESEND_COOLDOWN_SECONDS.setting())),
                reader.number(PolicySetting.MAX_RESENDS.setting()),
                reader.number(PolicySetting.SENDS_PER_HOUR.setting()),
                !"false".equalsIgnoreCase(config.get(LINK_ENABLED)),
                "true".equalsIgnoreCase(config.get(NUMBER_MATCHING)),
                "true".equalsIgnoreCase(config.get(VERIFY_UNVERIFIED)),
                reader.number(PolicySetting.UNPROVEN_DAYS.setting()),
                reader.value(SIGN_UP_CREDENTIAL, SignUpCredential::of, SignUpCredential.PASSWORD));
    }

    /** @return whether mails hold links, and pages that wait for them show numbers */
    public boolean matchesNumbers() {
        return linkEnabled && numberMatching;
    }
}
