package dev.latchkey.otp.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** Registers the entities of challenges and of sign-ups. */
public final class OtpEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak derives the name of the changelog table from the first ten characters: LATCHKEY_O
    @Override
    public String getId() {
        return "latchkey-otp";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(ChallengeEntity.class, RegistrationEntity.class);
    }
}
