package dev.latchkey.notification.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of the memory of sign-ins. */
public final class NotificationEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelog of latchkey-common creates the tables.
    @Override
    public String getId() {
        return "latchkey-notification";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(SignInMemoryEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
