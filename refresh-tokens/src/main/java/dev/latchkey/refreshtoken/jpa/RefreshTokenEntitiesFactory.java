package dev.latchkey.refreshtoken.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of spent refresh tokens. */
public final class RefreshTokenEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelog of latchkey-device creates the tables.
    @Override
    public String getId() {
        return "latchkey-refresh-token";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(SpentTokenEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
