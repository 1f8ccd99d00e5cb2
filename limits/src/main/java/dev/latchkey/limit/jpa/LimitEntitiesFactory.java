package dev.latchkey.limit.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of the account guard and of the rate limiter, which are in the changelog of {@code latchkey-common}. */
public final class LimitEntitiesFactory extends LatchkeyEntitiesFactory {

    @Override
    public String getId() {
        return "latchkey-limits";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(AccountGuardEntity.class, RateLimitEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
