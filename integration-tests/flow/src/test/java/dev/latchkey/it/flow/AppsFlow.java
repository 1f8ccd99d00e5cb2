package dev.latchkey.it.flow;

import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The flow that the apps of a realm run, which an admin names in the client scope. */
final class AppsFlow {

    private AppsFlow() {
    }

    /** Runs an action while the apps run another flow. */
    static void is(ManagedRealm realm, String alias, Runnable test) {
        var scope = realm.admin().clientScopes().findAll().stream()
                .filter(candidate -> candidate.getName().equals("email_otp")).findFirst().orElseThrow();
        var mappers = realm.admin().clientScopes().get(scope.getId()).getProtocolMappers();
        ProtocolMapperRepresentation mapper = mappers.getMappers().get(0);
        String before = mapper.getConfig().get("flow");
        mapper.getConfig().put("flow", alias);
        mappers.update(mapper.getId(), mapper);
        try {
            test.run();
        } finally {
            mapper.getConfig().put("flow", before);
            mappers.update(mapper.getId(), mapper);
        }
    }
}
