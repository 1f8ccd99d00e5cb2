package dev.latchkey.device.jpa;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.device.SpentToken;
import dev.latchkey.device.SpentTokens;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * {@link SpentTokens} in the table {@code LATCHKEY_SPENT_TOKEN}. A first use costs one INSERT; that it fails because of
 * the primary key is how any other use is known.
 */
final class JpaSpentTokens implements SpentTokens {

    private final KeycloakSession session;

    JpaSpentTokens(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public boolean spend(SpentToken token, int maxReuse) {
        SpentTokenEntity row = new SpentTokenEntity();
        row.hash = token.hash();
        row.realmId = token.realmId();
        row.userId = token.userId();
        row.uses = 1;
        row.expiresAt = token.expiresAtMillis();
        return OwnTransaction.create(session, em -> em.persist(row)) || maxReuse > 0 && reuse(token, maxReuse);
    }

    private boolean reuse(SpentToken token, int maxReuse) {
        return OwnTransaction.run(session, own -> own.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createQuery("update SpentTokenEntity t set t.uses = t.uses + 1"
                        + " where t.hash = :hash and t.uses <= :max")
                .setParameter("hash", token.hash())
                .setParameter("max", maxReuse)
                .executeUpdate()) == 1;
    }

    @Override
    public void close() {
    }
}
