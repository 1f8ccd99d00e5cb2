package dev.latchkey.sms.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of the accounts that telephone numbers name. */
public final class SmsEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelog of latchkey-otp creates the table.
    @Override
    public String getId() {
        return "latchkey-text";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(PhoneHolderEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
