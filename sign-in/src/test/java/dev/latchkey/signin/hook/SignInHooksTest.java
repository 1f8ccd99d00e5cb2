package dev.latchkey.signin.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.hook.KeycloakClasses;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Profile;

class SignInHooksTest {

    @AfterEach
    void forget() {
        Profile.reset();
    }

    @Test
    void theHooksOfThisModuleAndOfThoseBelowFindWhatTheyNeedInTheKeycloakThatTheyAreCompiledFor() {
        KeycloakClasses keycloak = new KeycloakClasses(SignInHooksTest.class.getClassLoader());
        List<SecurityHook> hooks = SecurityHooks.all();
        assertTrue(hooks.size() > new SignInHooks().hooks().size());
        assertEquals(List.of(), hooks.stream().flatMap(hook -> hook.proofs().stream())
                .map(proof -> proof.missing(keycloak)).flatMap(Optional::stream).toList());
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
