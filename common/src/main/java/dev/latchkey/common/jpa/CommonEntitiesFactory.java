package dev.latchkey.common.jpa;

import java.util.List;

/**
 * The tables of the guard, of the rate limiter and of serialised sign-ins. Its changelog makes those of the outbox and
 * of the memory of sign-ins as well.
 */
public final class CommonEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table by the first ten letters: LATCHKEY_C
    @Override
    public String getId() {
        return "latchkey-common";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(AccountGuardEntity.class, RateLimitEntity.class, SignInLeaseEntity.class);
    }
}
