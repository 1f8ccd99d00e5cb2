package dev.latchkey.common.hook;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.provider.ProviderFactory;

/**
 * Stops the start where a {@link SecurityHook} is not in force, unless {@value #OPTION} names it: what Keycloak's
 * classes lack before the database is touched, the rest once all providers are loaded.
 */
public final class SecurityHooksFactory implements ProviderFactory<HookState> {

    static final String OPTION = "spi-latchkey-hooks--default--may-be-missing";

    private static final Logger LOG = Logger.getLogger(SecurityHooksFactory.class);
    private static final String MAY_BE_MISSING = "may-be-missing";

    private final List<SecurityHook> hooks = SecurityHooks.all();
    private Set<String> allowed = Set.of();
    private HookState state;

    @Override
    public void init(Config.Scope config) {
        allowed = checked(config.getArray(MAY_BE_MISSING),
                hooks.stream().map(SecurityHook::name).collect(Collectors.toCollection(TreeSet::new)));
        KeycloakClasses keycloak = new KeycloakClasses(SecurityHooksFactory.class.getClassLoader());
        orStop(new HookReport(hooks, allowed, proof -> proof.missing(keycloak)));
    }

    static Set<String> checked(String[] configured, Set<String> known) {
        Set<String> names = configured == null ? Set.of() : Arrays.stream(configured).map(String::trim)
                .filter(name -> !name.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException(OPTION + ": the hooks are " + String.join(", ", known));
        }
        return names;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        KeycloakClasses keycloak = new KeycloakClasses(SecurityHooksFactory.class.getClassLoader());
        HookReport report = new HookReport(hooks, allowed,
                proof -> proof.missing(keycloak).or(() -> proof.notInForce(factory)));
        orStop(report);
        report.warnings().forEach(LOG::warn);
        report.allowedInVain().forEach(name -> LOG.warnf("The security hook %s is in force: take it out of %s", name,
                OPTION));
        LOG.infof("Latchkey: %d of %d security hooks are in force", hooks.size() - report.missing().size(),
                hooks.size());
        state = new HookState(report.missing()).makeCurrent();
        Meters.gauge(Meter.HOOKS_MISSING, () -> state.missing().size());
    }

    private static void orStop(HookReport report) {
        report.refusal().ifPresent(refusal -> {
            throw new IllegalStateException(refusal);
        });
    }

    @Override
    public HookState create(KeycloakSession session) {
        return state;
    }

    @Override
    public void close() {
    }

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(MAY_BE_MISSING)
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .helpText("Names of security hooks without which the server starts all the same.")
                .add()
                .build();
    }
}
