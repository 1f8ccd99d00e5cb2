package dev.latchkey.otp.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of challenges and of sign-ups. */
public final class OtpEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table by the first ten letters: LATCHKEY_O
    @Override
    public String getId() {
        return "latchkey-otp";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(ChallengeEntity.class, RegistrationEntity.class);
    }
}
