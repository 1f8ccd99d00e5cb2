package dev.latchkey.credential.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.purge.OneByOne;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.common.purge.SweptPage;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.SweepParts;
import dev.latchkey.credential.jpa.ConsoleCredentialStore;
import dev.latchkey.credential.jpa.ConsoleCredentialStore.CredentialId;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Keeps rows and their console credentials consistent where no client presents the secret any more: a row that has
 * expired ends with its credential, a row whose credential is gone ends, and a credential without a row, as after the
 * import of a realm, is removed. Reads the database, never a cache.
 */
public abstract class ConsoleCredentialLifecycle implements Purge {

    /** Rows that one statement returns. */
    private static final int PAGE = 200;

    /** When a row that could not be ended is tried again. */
    private static final long RETRY_MILLIS = Duration.ofMinutes(15).toMillis();

    /** The session to work in. */
    protected final KeycloakSession session;
    private final String entity;
    private final String type;

    /**
     * @param session the session to work in
     * @param entity  the name in queries of the rows' entity; see {@link ConsoleCredentialStore}
     * @param type    the credential type of the rows
     */
    protected ConsoleCredentialLifecycle(KeycloakSession session, String entity, String type) {
        this.session = session;
        this.entity = entity;
        this.type = type;
    }

    /**
     * Ends a row with all that depends on it, its credential included, whether or not its owner can be found.
     *
     * @param realm  the realm
     * @param userId the owner
     * @param id     the row
     * @param reason {@link EndReason#EXPIRED}, {@link EndReason#IDLE} or {@link EndReason#HANDLE_DELETED}
     * @return whether it had not ended until now
     */
    protected abstract boolean end(RealmModel realm, String userId, String id, EndReason reason);

    @Override
    public PurgedBatch expired(long nowMillis) {
        // a use is checked against the clock of its own node, which this one may be ahead of
        long limit = nowMillis - CLOCK_GRACE_MILLIS;
        AtomicInteger looked = new AtomicInteger();
        int ended = OneByOne.of(after -> read(rows -> rows.takeDue(limit, limit + RETRY_MILLIS, PAGE)),
                row -> row.id().id(), row -> {
                    looked.incrementAndGet();
                    return row.over() && end(row.id(), row.reason());
                }, type);
        return new PurgedBatch(ended, looked.get() >= BATCH);
    }

    @Override
    public SweptPage sweep(String after) {
        return SweepParts.page(after, parts());
    }

    /** @return what the sweep does, one after the other */
    protected List<Function<String, SweptPage>> parts() {
        return List.of(
                from -> page(from, entity, (rows, page) -> rows.withoutCredential(page, PAGE),
                        row -> end(row, EndReason.HANDLE_DELETED)),
                from -> page(from, "CredentialEntity", (rows, page) -> rows.withoutRow(type, page, PAGE),
                        this::remove),
                from -> page(from, "FederatedUserCredentialEntity",
                        (rows, page) -> rows.federatedWithoutRow(type, page, PAGE), this::remove));
    }

    private SweptPage page(String after, String table,
            BiFunction<ConsoleCredentialStore, IdPage, List<CredentialId>> question, Predicate<CredentialId> work) {
        IdPage page = read(rows -> rows.page(table, after));
        List<CredentialId> found = read(rows -> question.apply(rows, page));
        return page.swept(each(found, CredentialId::id, work), found, PAGE, CredentialId::id);
    }

    private <T> int each(List<T> entries, Function<T, String> id, Predicate<T> work) {
        return OneByOne.of(after -> after.isEmpty() ? entries : List.of(), id, work, type);
    }

    private <T> T read(Function<ConsoleCredentialStore, T> question) {
        return OwnTransaction.run(session, own -> question.apply(new ConsoleCredentialStore(own, entity)));
    }

    private boolean end(CredentialId row, EndReason reason) {
        RealmModel realm = session.realms().getRealm(row.realmId());
        session.getContext().setRealm(realm);
        // the sweep deletes rows of realms that are gone
        return realm != null && end(realm, row.userId(), row.id(), reason);
    }

    private boolean remove(CredentialId credential) {
        return OwnTransaction.inRealm(session.getKeycloakSessionFactory(), credential.realmId(), (own, realm) ->
                StoredConsoleCredentials.remove(own, realm, credential.userId(), credential.id())).orElse(false);
    }

    @Override
    public void userRemoved(String realmId, String userId) {
        // the rows go by themselves, and Keycloak removes the credentials
    }

    @Override
    public void realmRemoved(String realmId) {
        // likewise
    }

    @Override
    public void close() {
    }
}
