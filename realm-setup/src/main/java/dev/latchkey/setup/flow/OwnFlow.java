package dev.latchkey.setup.flow;

import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.SetupRecord;
import dev.latchkey.setup.SetupRefusedException;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** Sees to it that only flows which setup has created are edited: a bound flow of the realm's own is copied first. */
final class OwnFlow {

    static final String PREFIX = "latchkey ";

    private final RealmModel realm;
    private final RealmFlows flows;
    private final SetupRecord record;
    private final ChangeLog log;

    OwnFlow(RealmModel realm, RealmFlows flows, SetupRecord record, ChangeLog log) {
        this.realm = realm;
        this.flows = flows;
        this.record = record;
        this.log = log;
    }

    /** The bound flow, which must exist. */
    AuthenticationFlowModel bound(Binding binding) {
        AuthenticationFlowModel flow = binding.flow(realm);
        if (flow == null) {
            throw new SetupRefusedException("The realm has no " + binding.words());
        }
        return flow;
    }

    /** The bound flow where setup has created it, else a copy of it, which is bound now. */
    AuthenticationFlowModel editable(Feature feature, Binding binding) {
        AuthenticationFlowModel flow = bound(binding);
        if (isOwn(flow)) {
            return flow;
        }
        AuthenticationFlowModel copy = flows.copy(flow, alias(flow));
        created(feature, copy, "Create the flow '" + copy.getAlias() + "', a copy of '" + flow.getAlias() + "'");
        bind(feature, binding, copy);
        return copy;
    }

    boolean isOwn(AuthenticationFlowModel flow) {
        return record.has(ChangeKind.FLOW_CREATED, flow.getAlias())
                || log.changes().stream().anyMatch(change -> change.kind() == ChangeKind.FLOW_CREATED
                        && change.name().equals(flow.getAlias()));
    }

    /** A free name for the flow that takes the place of another one. */
    String alias(AuthenticationFlowModel flow) {
        return flows.freeAlias(flow.getAlias().startsWith(PREFIX) ? flow.getAlias() : PREFIX + flow.getAlias());
    }

    void created(Feature feature, AuthenticationFlowModel flow, String text) {
        log.add(feature, ChangeKind.FLOW_CREATED, flow.getAlias(), null, null, text);
    }

    void bind(Feature feature, Binding binding, AuthenticationFlowModel flow) {
        String before = bound(binding).getAlias();
        binding.bind(realm, flow);
        log.add(feature, ChangeKind.FLOW_BOUND, binding.id(), before, flow.getAlias(),
                "Bind '" + flow.getAlias() + "' as " + binding.words() + " instead of '" + before + "'");
    }
}
