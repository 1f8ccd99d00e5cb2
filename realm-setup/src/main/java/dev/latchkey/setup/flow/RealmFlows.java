package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.jpa.FlowRows;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.ConfigurableAuthenticatorFactory;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;

/** Reads, copies and edits the flows of a realm. */
final class RealmFlows {

    static final String BASIC = "basic-flow";
    private static final int GAP = 10;
    /** Of Keycloak's columns for these names. */
    private static final int LONGEST = 255;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> deleted = new HashSet<>();

    RealmFlows(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** A flow as it is now. */
    FlowTree tree(AuthenticationFlowModel flow) {
        return new FlowTree(flow.getId(), flow.getAlias(), executions(flow.getId()).stream().map(this::step).toList());
    }

    private FlowStep step(AuthenticationExecutionModel execution) {
        AuthenticationFlowModel flow = subFlow(execution);
        ProviderFactory<?> factory = factory(execution.getAuthenticator());
        String name = flow == null ? name(factory, execution.getAuthenticator()) : flow.getAlias();
        return new FlowStep(execution.getId(), execution.getAuthenticator(), name, execution.getRequirement(),
                factory instanceof ConditionalAuthenticatorFactory, config(execution),
                flow == null ? null : tree(flow));
    }

    private Map<String, String> config(AuthenticationExecutionModel execution) {
        String id = execution.getAuthenticatorConfig();
        AuthenticatorConfigModel config = id == null ? null : realm.getAuthenticatorConfigById(id);
        Map<String, String> values = config == null || config.getConfig() == null ? new TreeMap<>()
                : new TreeMap<>(config.getConfig());
        values.values().removeIf(Objects::isNull);
        return values;
    }

    private AuthenticationFlowModel subFlow(AuthenticationExecutionModel execution) {
        return execution.isAuthenticatorFlow() ? realm.getAuthenticationFlowById(execution.getFlowId()) : null;
    }

    /** What the console calls a step; its id where this server does not have it. */
    String name(String provider) {
        return name(factory(provider), provider);
    }

    private static String name(ProviderFactory<?> factory, String provider) {
        return factory instanceof ConfigurableAuthenticatorFactory known ? known.getDisplayType() : provider;
    }

    private ProviderFactory<?> factory(String provider) {
        if (provider == null) {
            return null;
        }
        for (var type : List.of(Authenticator.class, FormAction.class, FormAuthenticator.class)) {
            ProviderFactory<?> found = session.getKeycloakSessionFactory().getProviderFactory(type, provider);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private List<AuthenticationExecutionModel> executions(String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId)
                .sorted(Comparator.comparingInt(AuthenticationExecutionModel::getPriority))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** A name that is free: this one, or this one with a number. */
    static String free(String name, Predicate<String> taken) {
        String candidate = name;
        for (int number = 2; taken.test(candidate); number++) {
            candidate = name + ' ' + number;
        }
        if (candidate.length() > LONGEST) {
            throw new SetupRefusedException("The name '" + name + "' would be too long for Keycloak. Rename the flow");
        }
        return candidate;
    }

    String freeAlias(String alias) {
        return free(alias, name -> realm.getFlowByAlias(name) != null);
    }

    /** Creates an empty flow. */
    AuthenticationFlowModel create(String alias, String description, boolean topLevel) {
        AuthenticationFlowModel flow = new AuthenticationFlowModel();
        flow.setAlias(alias);
        flow.setDescription(description);
        flow.setProviderId(BASIC);
        flow.setTopLevel(topLevel);
        flow.setBuiltIn(false);
        return realm.addAuthenticationFlow(flow);
    }

    /** Copies a top-level flow with its sub-flows and the configuration of its steps. */
    AuthenticationFlowModel copy(AuthenticationFlowModel flow, String alias) {
        return copy(flow, alias, alias, new HashMap<>());
    }

    private AuthenticationFlowModel copy(AuthenticationFlowModel flow, String alias, String prefix,
            Map<String, String> configs) {
        AuthenticationFlowModel copy = new AuthenticationFlowModel();
        copy.setAlias(alias);
        copy.setDescription(flow.getDescription());
        copy.setProviderId(flow.getProviderId());
        copy.setTopLevel(flow.isTopLevel());
        copy.setBuiltIn(false);
        AuthenticationFlowModel added = realm.addAuthenticationFlow(copy);
        for (AuthenticationExecutionModel execution : executions(flow.getId())) {
            AuthenticationFlowModel inner = subFlow(execution);
            AuthenticationExecutionModel twin = new AuthenticationExecutionModel();
            twin.setParentFlow(added.getId());
            twin.setAuthenticator(execution.getAuthenticator());
            twin.setAuthenticatorFlow(execution.isAuthenticatorFlow());
            twin.setRequirement(execution.getRequirement());
            twin.setPriority(execution.getPriority());
            twin.setAuthenticatorConfig(config(execution.getAuthenticatorConfig(), prefix, configs));
            if (inner != null) {
                twin.setFlowId(copy(inner, freeAlias(prefix + ' ' + inner.getAlias()), prefix, configs).getId());
            }
            realm.addAuthenticatorExecution(twin);
        }
        return added;
    }

    /** Steps that share a configuration share its copy. One that is deployed with the server belongs to no realm. */
    private String config(String id, String prefix, Map<String, String> copies) {
        AuthenticatorConfigModel config = id == null ? null : realm.getAuthenticatorConfigById(id);
        if (config == null) {
            return id;
        }
        return copies.computeIfAbsent(id, original -> {
            AuthenticatorConfigModel copy = new AuthenticatorConfigModel();
            copy.setAlias(free(prefix + ' ' + config.getAlias(),
                    alias -> realm.getAuthenticatorConfigByAlias(alias) != null));
            copy.setConfig(new HashMap<>(config.getConfig()));
            return realm.addAuthenticatorConfig(copy).getId();
        });
    }

    /** Puts a step into a flow, at that place among the others. */
    void addStep(String flowId, String provider, Requirement requirement, int place) {
        add(flowId, provider, requirement, null, place);
    }

    /** Puts an empty sub-flow into a flow, at that place among the others. */
    AuthenticationFlowModel addSubFlow(String flowId, String alias, Requirement requirement, int place) {
        AuthenticationFlowModel flow = create(freeAlias(alias), "", false);
        add(flowId, null, requirement, flow.getId(), place);
        return flow;
    }

    private void add(String flowId, String provider, Requirement requirement, String subFlowId, int place) {
        List<AuthenticationExecutionModel> others = executions(flowId);
        AuthenticationExecutionModel execution = new AuthenticationExecutionModel();
        execution.setParentFlow(flowId);
        execution.setAuthenticator(provider);
        execution.setAuthenticatorFlow(subFlowId != null);
        execution.setFlowId(subFlowId);
        execution.setRequirement(requirement);
        others.add(Math.min(place, others.size()), realm.addAuthenticatorExecution(execution));
        number(others);
    }

    private void number(List<AuthenticationExecutionModel> order) {
        int priority = 0;
        for (AuthenticationExecutionModel execution : order) {
            priority += GAP;
            execution.setPriority(priority);
            realm.updateAuthenticatorExecution(execution);
        }
    }

    /** Moves a step to the end of another flow. */
    void move(String executionId, String flowId) {
        List<AuthenticationExecutionModel> order = executions(flowId);
        AuthenticationExecutionModel moved = realm.getAuthenticationExecutionById(executionId);
        String former = moved.getParentFlow();
        moved.setParentFlow(flowId);
        order.add(moved);
        number(order);
        FlowRows.reload(session, former);
        FlowRows.reload(session, flowId);
    }

    void require(String executionId, Requirement requirement) {
        AuthenticationExecutionModel execution = realm.getAuthenticationExecutionById(executionId);
        execution.setRequirement(requirement);
        realm.updateAuthenticatorExecution(execution);
    }

    void remove(String executionId) {
        AuthenticationExecutionModel execution = realm.getAuthenticationExecutionById(executionId);
        String config = execution.getAuthenticatorConfig();
        realm.removeAuthenticatorExecution(execution);
        FlowRows.reload(session, execution.getParentFlow());
        AuthenticatorConfigModel own = config == null ? null : realm.getAuthenticatorConfigById(config);
        if (own != null && !isUsed(config)) {
            realm.removeAuthenticatorConfig(own);
        }
    }

    /** Deletes a flow with all that is in it, and configurations that no other step has. */
    void delete(AuthenticationFlowModel flow) {
        for (AuthenticationExecutionModel execution : executions(flow.getId())) {
            AuthenticationFlowModel inner = subFlow(execution);
            remove(execution.getId());
            if (inner != null) {
                delete(inner);
            }
        }
        realm.removeAuthenticationFlow(flow);
        deleted.add(flow.getId());
    }

    private boolean isUsed(String configId) {
        return all().anyMatch(execution -> configId.equals(execution.getAuthenticatorConfig()));
    }

    /** Whether any flow of the realm has that step, disabled or not. */
    boolean anyHas(String provider) {
        return all().anyMatch(execution -> provider.equals(execution.getAuthenticator()));
    }

    /** The flow of that name, unless this transaction has deleted it; null when there is none. */
    AuthenticationFlowModel named(String alias) {
        return realm.getAuthenticationFlowsStream()
                .filter(flow -> flow.getAlias().equals(alias) && !deleted.contains(flow.getId()))
                .findFirst().orElse(null);
    }

    private Stream<AuthenticationExecutionModel> all() {
        // Keycloak goes on listing what this transaction has deleted
        return realm.getAuthenticationFlowsStream().filter(flow -> !deleted.contains(flow.getId()))
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()));
    }

    /** A hash of all that an administrator can change in a flow. */
    String digest(AuthenticationFlowModel flow) {
        return Digest.of(describe(flow));
    }

    private List<Object> describe(AuthenticationFlowModel flow) {
        List<Object> all = new ArrayList<>(List.of(flow.getAlias(), String.valueOf(flow.getDescription()),
                flow.getProviderId()));
        for (AuthenticationExecutionModel execution : executions(flow.getId())) {
            AuthenticationFlowModel inner = subFlow(execution);
            all.add(List.of(String.valueOf(execution.getAuthenticator()), execution.getRequirement().name(),
                    config(execution), inner == null ? List.of() : describe(inner)));
        }
        return all;
    }
}
