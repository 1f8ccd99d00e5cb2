package dev.latchkey.secretcode.credential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.purge.OneByOne;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.common.purge.SweptPage;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.console.ConsoleCredentialLifecycle;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProvider.CodeId;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@link ConsoleCredentialLifecycle} of secret codes, which also ends sessions that could not be ended with their code,
 * and codes whose client is gone.
 */
final class SecretCodeLifecycle extends ConsoleCredentialLifecycle {

    private static final int PAGE = 200;
    private static final String WHAT = "sessions of secret code";
    /** Age of the codes that the frequent purge covers, milliseconds; the sweep covers older ones. */
    private static final long RECENT_MILLIS = Duration.ofDays(1).toMillis();

    SecretCodeLifecycle(KeycloakSession session) {
        super(session, "SecretCodeEntity", SecretCodeCredentialProviderFactory.TYPE);
    }

    @Override
    public PurgedBatch expired(long nowMillis) {
        PurgedBatch batch = super.expired(nowMillis);
        long recent = nowMillis - RECENT_MILLIS;
        int settled = OneByOne.of(after -> codes().unsettled(recent, IdPage.WHOLE.behind(after), PAGE), CodeId::id,
                this::settle, WHAT);
        return new PurgedBatch(batch.deleted() + settled, batch.more() || settled >= BATCH);
    }

    @Override
    protected List<Function<String, SweptPage>> parts() {
        List<Function<String, SweptPage>> parts = new ArrayList<>(super.parts());
        parts.add(this::settlePage);
        parts.add(this::ofMissingClients);
        return parts;
    }

    /** Codes of clients that were removed with more codes than one request ends, or without an event. */
    private SweptPage ofMissingClients(String after) {
        IdPage page = codes().page(after);
        List<CodeId> found = codes().ofMissingClients(page, PAGE);
        int ended = OneByOne.of(from -> from.isEmpty() ? found : List.of(), CodeId::id, this::endOfMissingClient,
                "secret code");
        return page.swept(ended, found, PAGE, CodeId::id);
    }

    private boolean endOfMissingClient(CodeId code) {
        RealmModel realm = session.realms().getRealm(code.realmId());
        session.getContext().setRealm(realm);
        // a client may be stored elsewhere than in Keycloak's database
        return realm != null && realm.getClientById(code.clientId()) == null
                && end(realm, code.userId(), code.id(), EndReason.REVOKED_BY_ADMIN);
    }

    private SweptPage settlePage(String after) {
        IdPage page = codes().page(after);
        List<CodeId> found = codes().unsettled(0, page, PAGE);
        int settled = OneByOne.of(from -> from.isEmpty() ? found : List.of(), CodeId::id, this::settle, WHAT);
        return page.swept(settled, found, PAGE, CodeId::id);
    }

    private SecretCodeProvider codes() {
        return session.getProvider(SecretCodeProvider.class);
    }

    private boolean settle(CodeId code) {
        return SecretCodeEnd.settle(session.getKeycloakSessionFactory(), code.realmId(), code.userId(),
                List.of(code.id()));
    }

    @Override
    protected boolean end(RealmModel realm, String userId, String id, EndReason reason) {
        return SecretCodeEnd.end(session, realm, userId, id, reason);
    }
}
