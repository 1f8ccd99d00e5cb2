package dev.latchkey.sms.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of what texts have cost, and of the accounts that telephone numbers name. */
public final class SmsEntitiesFactory extends LatchkeyEntitiesFactory {

    // No history table: the changelogs of latchkey-common and latchkey-otp create the tables.
    @Override
    public String getId() {
        return "latchkey-text";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(TextSpendEntity.class, PhoneHolderEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
