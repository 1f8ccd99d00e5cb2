package dev.latchkey.sms.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of what texts have cost. */
public final class TextEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelog of latchkey-common creates the table.
    @Override
    public String getId() {
        return "latchkey-texts";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(TextSpendEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
