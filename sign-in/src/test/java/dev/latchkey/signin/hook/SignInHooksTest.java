package dev.latchkey.signin.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import dev.latchkey.common.hook.ProviderProof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Profile;

class SignInHooksTest {

    @AfterEach
    void forget() {
        Profile.reset();
    }

    /** Keycloak would not load it, and the server would not start. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theProviderOfRecoveryCodesIsDemandedWhereKeycloakHasThem(boolean enabled) {
        Profile.init(Profile.ProfileName.DEFAULT, Map.of(Profile.Feature.RECOVERY_CODES, enabled));
        assertEquals(enabled, new SignInHooks().hooks().stream().flatMap(hook -> hook.proofs().stream())
                .filter(ProviderProof.class::isInstance).map(proof -> ((ProviderProof) proof).factory())
                .anyMatch("dev.latchkey.signin.credential.SingleUseRecoveryCodesFactory"::equals));
    }
}
