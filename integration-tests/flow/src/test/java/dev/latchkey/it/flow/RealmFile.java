package dev.latchkey.it.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.util.JsonSerialization;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A file of flows, required actions and client scopes that is added to a realm by Keycloak's admin REST interface. */
final class RealmFile {

    private final RealmRepresentation file;

    private RealmFile(RealmRepresentation file) {
        this.file = file;
    }

    /** Reads YAML; a member that Keycloak's representation of a realm does not have is an error. */
    static RealmFile read(Path yaml) throws IOException {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(yaml));
        return new RealmFile(JsonSerialization.readValue(JsonSerialization.writeValueAsString(tree),
                RealmRepresentation.class));
    }

    /** Flows whose names begin with this, one line for each step, in an order that does not depend on the database. */
    static List<String> flows(RealmRepresentation realm, String prefix) {
        Map<String, Map<String, String>> configs = Optional.ofNullable(realm.getAuthenticatorConfig())
                .orElse(List.of()).stream().collect(Collectors.toMap(AuthenticatorConfigRepresentation::getAlias,
                        AuthenticatorConfigRepresentation::getConfig));
        List<String> lines = new ArrayList<>();
        realm.getAuthenticationFlows().stream().filter(flow -> flow.getAlias().startsWith(prefix))
                .forEach(flow -> flow.getAuthenticationExecutions().forEach(step -> lines.add(
                        Stream.of(flow.getAlias(), flow.getProviderId(), flow.isTopLevel(), step.getAuthenticator(),
                                step.getFlowAlias(), step.getRequirement(), step.getPriority(),
                                configs.get(step.getAuthenticatorConfig())).map(String::valueOf)
                                .collect(Collectors.joining(" ")))));
        return lines.stream().sorted().toList();
    }

    RealmRepresentation content() {
        return file;
    }

    /** Adds everything, and binds what the file binds. */
    void addTo(RealmResource realm) {
        file.getAuthenticationFlows().stream().filter(AuthenticationFlowRepresentation::isTopLevel).forEach(flow -> {
            AuthenticationFlowRepresentation empty = new AuthenticationFlowRepresentation();
            empty.setAlias(flow.getAlias());
            empty.setDescription(flow.getDescription());
            empty.setProviderId(flow.getProviderId());
            empty.setTopLevel(true);
            realm.flows().createFlow(empty).close();
            addSteps(realm.flows(), flow.getAlias(), flow);
        });
        for (RequiredActionProviderRepresentation action : file.getRequiredActions()) {
            RequiredActionProviderSimpleRepresentation unregistered = new RequiredActionProviderSimpleRepresentation();
            unregistered.setProviderId(action.getProviderId());
            unregistered.setName(action.getName());
            realm.flows().registerRequiredAction(unregistered);
            realm.flows().updateRequiredAction(action.getAlias(), action);
        }
        for (ClientScopeRepresentation scope : file.getClientScopes()) {
            realm.clientScopes().create(scope).close();
        }
        RealmRepresentation bound = realm.toRepresentation();
        bound.setBrowserFlow(file.getBrowserFlow());
        bound.setRegistrationFlow(file.getRegistrationFlow());
        bound.setFirstBrokerLoginFlow(file.getFirstBrokerLoginFlow());
        bound.setResetCredentialsFlow(file.getResetCredentialsFlow());
        realm.update(bound);
    }

    private void addSteps(AuthenticationManagementResource flows, String top, AuthenticationFlowRepresentation flow) {
        for (AuthenticationExecutionExportRepresentation step : flow.getAuthenticationExecutions()) {
            AuthenticationFlowRepresentation sub = step.getFlowAlias() == null ? null : named(step.getFlowAlias());
            if (sub == null) {
                flows.addExecution(flow.getAlias(), Map.of("provider", step.getAuthenticator()));
            } else {
                flows.addExecutionFlow(flow.getAlias(), Map.of("alias", sub.getAlias(), "type", sub.getProviderId(),
                        "provider", Optional.ofNullable(step.getAuthenticator()).orElse(""),
                        "description", Optional.ofNullable(sub.getDescription()).orElse("")));
            }
            // what was added last is the last of its kind: steps are added in the order in which they are listed
            AuthenticationExecutionInfoRepresentation added = flows.getExecutions(top).stream()
                    .filter(known -> sub == null ? step.getAuthenticator().equals(known.getProviderId())
                            : sub.getAlias().equals(known.getDisplayName()))
                    .reduce((one, other) -> other).orElseThrow();
            added.setRequirement(step.getRequirement());
            added.setPriority(step.getPriority());
            flows.updateExecutions(top, added);
            if (step.getAuthenticatorConfig() != null) {
                flows.newExecutionConfig(added.getId(), file.getAuthenticatorConfig().stream()
                        .filter(config -> config.getAlias().equals(step.getAuthenticatorConfig())).findFirst()
                        .orElseThrow()).close();
            }
            if (sub != null) {
                addSteps(flows, top, sub);
            }
        }
    }

    private AuthenticationFlowRepresentation named(String alias) {
        return file.getAuthenticationFlows().stream().filter(flow -> flow.getAlias().equals(alias)).findFirst()
                .orElseThrow();
    }
}
