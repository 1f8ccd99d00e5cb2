package dev.latchkey.common.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.common.spi.PlainFactory;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventListenerSpi;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

class ProofTest {

    private static final KeycloakClasses KEYCLOAK = new KeycloakClasses(ProofTest.class.getClassLoader());
    private static final String LOGIN_ACTIONS = "org.keycloak.services.resources.LoginActionsService";
    private static final String PROVIDER = EventListenerProvider.class.getName();
    private static final ProviderProof OURS = new ProviderProof(PROVIDER, Ours.class.getName());
    private static final OrderProof FIRST = new OrderProof(OURS, Set.of(Known.class.getName()));

    @Test
    void anEndpointThatHasMovedIsMissing() {
        assertMissing("org.keycloak.moved.LoginActionsService",
                EndpointProof.of("org.keycloak.moved.LoginActionsService"));
        assertMissing(LOGIN_ACTIONS + " at log-in, sign-up",
                EndpointProof.of(LOGIN_ACTIONS, "authenticate", "sign-up", "log-in"));
        assertMissing("what dev.latchkey.Gone is made of", new FilterProof("dev.latchkey.Gone"));
    }

    @Test
    void aMethodWithOtherParametersOrAPrivateOneIsMissing() {
        String type = Callee.class.getName();
        assertEquals(Optional.empty(), MethodProof.of(type, "called", "java.lang.String", "int").missing(KEYCLOAK));
        for (MethodProof proof : List.of(MethodProof.of(type, "called"), MethodProof.of(type, "called", "int"),
                MethodProof.of(type, "hidden"), MethodProof.of(type, "gone"))) {
            assertMissing(type + '#' + proof.method(), proof);
        }
        assertMissing("org.keycloak.Gone#called", MethodProof.of("org.keycloak.Gone", "called"));
    }

    @Test
    void anSpiThatKeycloakDoesNotHaveIsMissing() {
        ProviderProof gone = new ProviderProof("org.keycloak.Gone", Ours.class.getName());
        assertMissing("org.keycloak.Gone", gone);
        assertMissing("org.keycloak.Gone", new OrderProof(gone, Set.of()));
        assertTrue(gone.notInForce(keycloak(new Ours(1))).orElseThrow().contains("SPI for org.keycloak.Gone"));
    }

    @Test
    void aFactoryThatIsNotLoadedOrThatAnotherOneReplacesIsTold() {
        assertEquals(Optional.empty(), OURS.notInForce(keycloak(new Ours(1), new Foreign(9))));
        String reason = OURS.notInForce(keycloak(new Foreign(0))).orElseThrow();
        assertTrue(reason.contains(Ours.class.getName() + " is not loaded"), reason);
        assertTrue(reason.contains("--spi-events-listener--provider"), reason);
    }

    @Test
    void anotherFactoryMayNotComeBeforeOursNorBesideIt() {
        assertEquals(Optional.empty(), FIRST.notInForce(keycloak(new Ours(2), new Foreign(1))));
        for (int order : new int[] {2, 3, Integer.MAX_VALUE}) {
            String reason = FIRST.notInForce(keycloak(new Ours(2), new Foreign(order))).orElseThrow();
            assertTrue(reason.contains(Foreign.class.getName() + " comes before it"), reason);
        }
        assertTrue(FIRST.notInForce(keycloak(new Foreign(1))).orElseThrow().contains("is not loaded"));
    }

    @Test
    void aFactoryOfKeycloakForSomethingElseMayComeBeforeOurs() {
        assertEquals(Optional.empty(), FIRST.notInForce(keycloak(new Ours(2), new Known(10))));
        assertTrue(FIRST.notInForce(keycloak(new Ours(2), new Known(10), new Foreign(5))).isPresent());
    }

    private static void assertMissing(String what, Proof proof) {
        String reason = proof.missing(KEYCLOAK).orElseThrow();
        assertTrue(reason.contains(what), reason);
    }

    /** Keycloak with the SPI of event listeners alone. */
    private static KeycloakSessionFactory keycloak(Listener... factories) {
        return (KeycloakSessionFactory) Proxy.newProxyInstance(ProofTest.class.getClassLoader(),
                new Class<?>[] {KeycloakSessionFactory.class}, (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "getSpis" -> Set.of(new EventListenerSpi());
                            case "getProviderFactoriesStream" -> Stream.of(factories);
                            default -> throw new UnsupportedOperationException(method.getName());
                        });
    }

    static final class Callee {

        void called(String text, int number) {
            hidden();
        }

        private void hidden() {
            // nothing
        }
    }

    private abstract static class Listener
            implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

        private final int order;

        Listener(int order) {
            this.order = order;
        }

        @Override
        public EventListenerProvider create(KeycloakSession session) {
            return null;
        }

        @Override
        public int order() {
            return order;
        }

        @Override
        public String getId() {
            return "listener";
        }
    }

    private static final class Ours extends Listener {
        Ours(int order) {
            super(order);
        }
    }

    private static final class Foreign extends Listener {
        Foreign(int order) {
            super(order);
        }
    }

    private static final class Known extends Listener {
        Known(int order) {
            super(order);
        }
    }
}
