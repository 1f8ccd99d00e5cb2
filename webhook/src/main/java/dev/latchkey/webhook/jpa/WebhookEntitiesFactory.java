package dev.latchkey.webhook.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of the outbox. */
public final class WebhookEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelog of latchkey-common creates the tables.
    @Override
    public String getId() {
        return "latchkey-webhook";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(OutboxEntity.class, OutboxLeaseEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
