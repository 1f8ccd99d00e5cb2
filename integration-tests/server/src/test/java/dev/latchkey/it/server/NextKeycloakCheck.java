package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;

import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Linkage;
import org.junit.jupiter.api.Test;

/**
 * What a Keycloak that is not released yet no longer has of what the jar uses. Part of {@code .ci/next-keycloak} alone.
 */
class NextKeycloakCheck {

    private static final String ZIP = "keycloak.zip.next";

    @Test
    void theNextKeycloakHasAllClassesAndMembersThatTheJarUses() {
        assertEquals(Set.of(), new Linkage(Distributions.unpacked(ZIP).directory())
                .missing(Path.of(System.getProperty("latchkey.jar"))));
    }
}
