package dev.latchkey.sms.gateway;

import java.time.Duration;

import dev.latchkey.sms.GatewaySetting;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.SmsGatewayFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Offers {@link FailoverGateway} as {@value #ID}; reads {@code spi-latchkey-sms-gateway--failover--<name>}. The start
 * stops if one of its gateways does not exist or is not set up.
 */
public final class FailoverGatewayFactory implements SmsGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "failover";

    private String first;
    private String second;
    private CircuitBreaker breaker;

    @Override
    public void init(Config.Scope scope) {
        first = scope.get("first");
        second = scope.get("second");
        breaker = new CircuitBreaker(number(scope, GatewaySetting.FAILOVER_FAILURES),
                Duration.ofSeconds(number(scope, GatewaySetting.FAILOVER_PAUSE_SECONDS)), System::nanoTime);
    }

    private static int number(Config.Scope scope, GatewaySetting setting) {
        return setting.setting().value(scope.get(setting.setting().name()));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (isSetUp()) {
            require(factory, first);
            require(factory, second);
            if (first.equals(second)) {
                throw new IllegalArgumentException("The gateways between which texts fail over are the same");
            }
        }
    }

    private static void require(KeycloakSessionFactory factory, String id) {
        if (id.equals(ID) || !(factory.getProviderFactory(SmsGateway.class, id) instanceof SmsGatewayFactory gateway)
                || !gateway.isSetUp()) {
            throw new IllegalArgumentException("The gateway of texts '" + id + "' is not set up. The gateway "
                    + ID + " is chosen by spi-latchkey-sms-gateway--provider-default, since --provider hides others");
        }
    }

    @Override
    public boolean isSetUp() {
        return first != null && second != null;
    }

    @Override
    public SmsGateway create(KeycloakSession session) {
        // null where it is not set up: Keycloak returns no provider then
        return isSetUp() ? new FailoverGateway(session.getProvider(SmsGateway.class, first),
                session.getProvider(SmsGateway.class, second), breaker) : null;
    }

    @Override
    public String getId() {
        return ID;
    }
}
