package dev.latchkey.otp;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailOtpPolicyTest {

    private static final EmailOtpPolicy DEFAULTS = new EmailOtpPolicy(6, Duration.ofMinutes(10), 3,
            Duration.ofSeconds(60), 3, 5, true, false, false, 0, SignUpCredential.PASSWORD);

    @Test
    void nothingConfiguredIsTheDefaults() {
        assertEquals(DEFAULTS, EmailOtpPolicy.of(Map.of()));
    }

    @Test
    void whatIsConfiguredHolds() {
        assertEquals(new EmailOtpPolicy(8, Duration.ofMinutes(5), 5, Duration.ofSeconds(30), 2, 10, false, true,
                        true, 14, SignUpCredential.PASSKEY),
                EmailOtpPolicy.of(Map.ofEntries(entry("code_length", "8"), entry("code_lifetime_seconds", "300"),
                        entry("max_attempts", "5"), entry("resend_cooldown_seconds", "30"), entry("max_resends", "2"),
                        entry("sends_per_hour", "10"), entry("unproven_days", "14"), entry("link_enabled", "false"),
                        entry("link_number_matching", "true"), entry("verify_unverified", "true"),
                        entry("sign_up_credential", "passkey"))));
    }

    /** An import does not validate: it must not allow five digits, a lifetime of an hour or unlimited attempts. */
    @ParameterizedTest
    @CsvSource({"code_length,5", "code_length,11", "code_lifetime_seconds,601", "code_lifetime_seconds,0",
            "max_attempts,0", "max_attempts,1000", "resend_cooldown_seconds,0", "max_resends,-1", "sends_per_hour,9999",
            "code_length,six", "sign_up_credential,Passkey", "sign_up_credential,nonsense"})
    void whatIsOutOfRangeGivesWayToTheDefault(String key, String value) {
        assertEquals(DEFAULTS, EmailOtpPolicy.of(Map.of(key, value)));
    }

    @Test
    void switchesAreOnOrOffAndNothingElse() {
        assertTrue(EmailOtpPolicy.of(Map.of("link_enabled", "nonsense")).linkEnabled());
        assertFalse(EmailOtpPolicy.of(Map.of("verify_unverified", "nonsense")).verifyUnverified());
        assertFalse(EmailOtpPolicy.of(Map.of("link_number_matching", "nonsense")).matchesNumbers());
    }

    @Test
    void numbersBelongToLinks() {
        assertFalse(EmailOtpPolicy.of(Map.of()).matchesNumbers(), "off by default");
        assertTrue(EmailOtpPolicy.of(Map.of("link_number_matching", "true")).matchesNumbers());
        assertFalse(EmailOtpPolicy.of(Map.of("link_number_matching", "true", "link_enabled", "false"))
                .matchesNumbers());
    }
}
