package dev.latchkey.secretcode.flow;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.console.HandleLifecycle;
import dev.latchkey.common.purge.OneByOne;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link HandleLifecycle} of secret codes, which also ends sessions that could not be ended with their code. */
final class CodeLifecycle extends HandleLifecycle {

    private static final int PAGE = 200;
    /** How long the frequent purge looks back; what is older is for the sweep. */
    private static final long RECENT_MILLIS = Duration.ofDays(1).toMillis();

    CodeLifecycle(KeycloakSession session) {
        super(session, "SecretCodeEntity", CodeCredentialProviderFactory.TYPE);
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
                CodeEnd.settle(session.getKeycloakSessionFactory(), code.realmId(), code.userId(), List.of(code.id())),
                "sessions of secret code");
    }

    @Override
    protected boolean end(RealmModel realm, String userId, String id, End end) {
        EndReason reason = switch (end) {
            case EXPIRED -> EndReason.EXPIRED;
            case IDLE -> EndReason.IDLE;
            case HANDLE_DELETED -> EndReason.HANDLE_DELETED;
        };
        return CodeEnd.end(session, realm, userId, id, reason);
    }
}
