package dev.latchkey.secretcode.credential;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.models.KeycloakSession;

/** Adds {@link SecretCodeLifecycle} to the purges. */
public final class SecretCodeLifecycleFactory implements PurgeFactory {

    @Override
    public Purge create(KeycloakSession session) {
        return new SecretCodeLifecycle(session);
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-lifecycle";
    }
}
