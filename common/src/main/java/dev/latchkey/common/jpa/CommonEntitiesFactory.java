package dev.latchkey.common.jpa;

import java.util.List;

/** The changelog of tables whose entities are in other modules: a table that moves keeps its changelog and history. */
public final class CommonEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table by the first ten letters: LATCHKEY_C
    @Override
    public String getId() {
        return "latchkey-common";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of();
    }
}
