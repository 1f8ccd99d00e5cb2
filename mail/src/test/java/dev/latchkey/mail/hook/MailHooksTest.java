package dev.latchkey.mail.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.hook.KeycloakClasses;
import org.junit.jupiter.api.Test;

class MailHooksTest {

    @Test
    void theHooksFindTheirClassesAndMethodsInTheKeycloakThatTheyAreCompiledFor() {
        KeycloakClasses keycloak = new KeycloakClasses(MailHooksTest.class.getClassLoader());
        assertEquals(List.of(), new MailHooks().hooks().stream().flatMap(hook -> hook.proofs().stream())
                .map(proof -> proof.missing(keycloak)).flatMap(Optional::stream).toList());
    }
}
