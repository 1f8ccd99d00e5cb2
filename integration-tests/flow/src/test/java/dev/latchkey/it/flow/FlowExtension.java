package dev.latchkey.it.flow;

import java.util.List;

import org.keycloak.testframework.TestFrameworkExtension;
import org.keycloak.testframework.injection.Supplier;

/** What the flow tests add to Keycloak's test framework. */
public final class FlowExtension implements TestFrameworkExtension {

    @Override
    public List<Supplier<?, ?>> suppliers() {
        return List.of(new ClassServer());
    }
}
