package dev.latchkey.device.authentication;

import dev.latchkey.common.spi.StepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;

/** Offers {@link UntrustedDeviceCondition} to flows as {@value #ID}. */
public final class UntrustedDeviceConditionFactory
        implements ConditionalAuthenticatorFactory, StepFactory<Authenticator> {

    /** The condition's id. */
    public static final String ID = "latchkey-untrusted-device";

    private final UntrustedDeviceCondition condition = new UntrustedDeviceCondition();

    @Override
    public ConditionalAuthenticator getSingleton() {
        return condition;
    }

    @Override
    public String getId() {
        return ID;
    }

    /** A condition verifies no credential. */
    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey condition - untrusted device";
    }

    @Override
    public String getHelpText() {
        return "True unless the browser holds the newest cookie of a device that its user trusts. Then the factors in "
                + "this sub-flow are skipped. Always true where a fresh sign-in or a higher acr is demanded, and where "
                + "a risk step or condition before it has found a high risk.";
    }
}
