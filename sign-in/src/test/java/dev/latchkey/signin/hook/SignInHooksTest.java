package dev.latchkey.signin.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.hook.KeycloakClasses;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import org.junit.jupiter.api.Test;

class SignInHooksTest {

    @Test
    void theHooksOfThisModuleAndOfThoseBelowFindWhatTheyNeedInTheKeycloakThatTheyAreCompiledFor() {
        KeycloakClasses keycloak = new KeycloakClasses(SignInHooksTest.class.getClassLoader());
        List<SecurityHook> hooks = SecurityHooks.all();
        assertTrue(hooks.size() > new SignInHooks().hooks().size());
        assertEquals(List.of(), hooks.stream().flatMap(hook -> hook.proofs().stream())
                .map(proof -> proof.missing(keycloak)).flatMap(Optional::stream).toList());
    }
}
