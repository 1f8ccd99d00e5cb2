package dev.latchkey.secretcode.credential;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link SecretCodeLifecycle} a part of what is purged. */
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
