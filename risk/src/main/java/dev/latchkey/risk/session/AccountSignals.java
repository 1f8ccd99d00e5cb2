package dev.latchkey.risk.session;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.settings.RealmRisk;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserLoginFailureModel;
import org.keycloak.models.UserModel;

/** What the state of an account speaks against a sign-in, as far as Keycloak knows it without a statement of ours. */
final class AccountSignals {

    /** What is set up with the account is no change of it. */
    private static final long SET_UP_MILLIS = Duration.ofHours(1).toMillis();
    /** Entries among the credentials that prove nothing and come and go with devices and apps. */
    private static final Set<String> NO_FACTORS = Set.of("latchkey-trusted-device", "latchkey-secret-code");

    private AccountSignals() {
    }

    static Set<RiskSignal> of(KeycloakSession session, RealmModel realm, UserModel user, RealmRisk risk) {
        Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
        Set<RiskSignal> wanted = risk.policy().signals();
        if (wanted.contains(RiskSignal.FAILURES_BEFORE) && failedBefore(session, realm, user, risk.failures())) {
            signals.add(RiskSignal.FAILURES_BEFORE);
        }
        if (wanted.contains(RiskSignal.CREDENTIAL_CHANGED) && changed(user, risk.policy().days())) {
            signals.add(RiskSignal.CREDENTIAL_CHANGED);
        }
        return signals;
    }

    /** By Keycloak's brute-force detector, which counts in memory where the realm has it on. */
    private static boolean failedBefore(KeycloakSession session, RealmModel realm, UserModel user, int failures) {
        UserLoginFailureModel failed = session.loginFailures().getUserLoginFailure(realm, user.getId());
        return failed != null && failed.getNumFailures() >= failures;
    }

    private static boolean changed(UserModel user, int days) {
        long created = user.getCreatedTimestamp() == null ? 0 : user.getCreatedTimestamp();
        long since = Math.max(created + SET_UP_MILLIS,
                Time.currentTimeMillis() - Duration.ofDays(days).toMillis());
        return user.credentialManager().getStoredCredentialsStream()
                .filter(credential -> !NO_FACTORS.contains(credential.getType()))
                .anyMatch(credential -> credential.getCreatedDate() != null && credential.getCreatedDate() > since);
    }
}
