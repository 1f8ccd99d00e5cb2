package dev.latchkey.secretcode.credential;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.credential.ConsoleCredentialLifecycle;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.purge.OneByOne;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@link ConsoleCredentialLifecycle} of secret codes, which also ends sessions that could not be ended with their code.
 */
final class SecretCodeLifecycle extends ConsoleCredentialLifecycle {

    private static final int PAGE = 200;
    /** Age of the codes that the frequent purge covers, milliseconds; the sweep covers older ones. */
    private static final long RECENT_MILLIS = Duration.ofDays(1).toMillis();

    SecretCodeLifecycle(KeycloakSession session) {
        super(session, "SecretCodeEntity", SecretCodeCredentialProviderFactory.TYPE);
    }

    @Override
    public int expired(long nowMillis) {
        return super.expired(nowMillis) + settle(nowMillis - RECENT_MILLIS);
    }

    @Override
    public int orphans() {
        return super.orphans() + settle(0);
    }

    private int settle(long since) {
        SecretCodeProvider codes = session.getProvider(SecretCodeProvider.class);
        return OneByOne.of(after -> codes.unsettled(since, after, PAGE), SecretCodeProvider.CodeId::id, code ->
                SecretCodeEnd.settle(session.getKeycloakSessionFactory(), code.realmId(), code.userId(),
                List.of(code.id())),
                "sessions of secret code");
    }

    @Override
    protected boolean end(RealmModel realm, String userId, String id, EndReason reason) {
        return SecretCodeEnd.end(session, realm, userId, id, reason);
    }
}
