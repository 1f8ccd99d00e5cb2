package dev.latchkey.it.flow;

import java.util.List;

import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Keycloak's stored events of one user. */
final class EventLog {

    private final ManagedRealm realm;
    private final TestUser person;

    EventLog(ManagedRealm realm, TestUser person) {
        this.realm = realm;
        this.person = person;
    }

    List<EventRepresentation> all() {
        return realm.admin().getEvents(null, null, person.id(), null, null, null, 0, 1000);
    }

    /** The only sign-in; events of one moment have no order. */
    EventRepresentation signIn() {
        List<EventRepresentation> signIns = all().stream().filter(event -> event.getType().equals("LOGIN")).toList();
        if (signIns.size() != 1) {
            throw new AssertionError("Not one sign-in: " + signIns.size());
        }
        return signIns.get(0);
    }

    long count(String type) {
        return all().stream().filter(event -> event.getType().equals(type)).count();
    }

    /** How often Latchkey has refused this user for this reason. */
    long refusals(String reason) {
        return all().stream()
                .filter(event -> event.getDetails() != null && reason.equals(event.getDetails().get("latchkey_reason")))
                .count();
    }

    /** How often Latchkey has recorded this step for this user. */
    long steps(String step) {
        return all().stream()
                .filter(event -> event.getDetails() != null && step.equals(event.getDetails().get("latchkey_step")))
                .count();
    }
}
