package dev.latchkey.signin.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of the leases of sign-ins, which is in the changelog of {@code latchkey-common}. */
public final class SignInEntitiesFactory extends LatchkeyEntitiesFactory {

    @Override
    public String getId() {
        return "latchkey-turns";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(SignInLeaseEntity.class);
    }

    @Override
    protected String changelog() {
        return null;
    }
}
