package dev.latchkey.risk.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of the histories. */
public final class RiskEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table after the first ten characters: LATCHKEY_R
    @Override
    public String getId() {
        return "latchkey-risk";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(UserHistoryEntity.class, RealmHistoryEntity.class, DailyCountEntity.class);
    }
}
