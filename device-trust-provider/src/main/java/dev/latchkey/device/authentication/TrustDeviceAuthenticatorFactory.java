package dev.latchkey.device.authentication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.latchkey.common.spi.StepFactory;
import dev.latchkey.device.BoundTo;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.TrustSetting;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import org.keycloak.authentication.AuthenticationFlowCallbackFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Offers {@link TrustDeviceAuthenticator} to flows as {@value #ID}; its configuration is the trust policy. */
public final class TrustDeviceAuthenticatorFactory
        implements AuthenticationFlowCallbackFactory, StepFactory<Authenticator> {

    /** The step's id. */
    public static final String ID = "latchkey-trust-device";

    @Override
    public Authenticator create(KeycloakSession session) {
        return new TrustDeviceAuthenticator(session);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey trust this device";
    }

    /** The category by which the account console lists trusted devices. */
    @Override
    public String getReferenceCategory() {
        return DeviceCredentialProviderFactory.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Asks whether to trust this device, once a second factor was passed in this very sign-in. Put it "
                + "after the factors, in the sub-flow of the condition 'untrusted device'.";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        for (TrustSetting trustSetting : TrustSetting.values()) {
            properties.add(trustSetting.setting().property());
        }
        properties.addAll(ProviderConfigurationBuilder.create()
                .property()
                .name(TrustPolicy.BOUND_TO)
                .label("Bound to")
                .helpText("What a device must still look like, besides holding its cookie: the browser and system, "
                        + "that in the same network (IPv4 /24, IPv6 /64), or that at the same address.")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(Arrays.stream(BoundTo.values()).map(BoundTo::id).toList())
                .defaultValue(TrustPolicy.DEFAULT_BOUND_TO.id())
                .add()
                .property()
                .name(TrustPolicy.PASSWORD_ATTRIBUTE)
                .label("Password attribute")
                .helpText("User attribute that changes with the password of a federated account, such as a mapped "
                        + "pwdLastSet. Without one, a password that is changed in the directory does not end trust.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .build());
        return properties;
    }
}
