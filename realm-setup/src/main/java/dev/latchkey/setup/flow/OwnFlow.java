package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.latchkey.setup.Change;
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
    private final Map<String, String> untouched;

    OwnFlow(RealmModel realm, RealmFlows flows, SetupRecord record, ChangeLog log) {
        this.realm = realm;
        this.flows = flows;
        this.record = record;
        this.log = log;
        this.untouched = untouched();
    }

    /** The recorded flows that are what setup has made of them, by their alias. */
    private Map<String, String> untouched() {
        Map<String, String> digests = new TreeMap<>();
        record.changes().stream().filter(change -> change.kind() == ChangeKind.FLOW_CREATED).forEach(change -> {
            AuthenticationFlowModel flow = realm.getFlowByAlias(change.name());
            if (flow != null && flows.digest(flow).equals(change.after())) {
                digests.put(change.name(), change.after());
            }
        });
        return digests;
    }

    /** The record with digests of the flows as they are now, except of those that an administrator has changed. */
    SetupRecord recorded() {
        List<Change> all = new ArrayList<>();
        for (Change change : record.and(log.changes()).changes()) {
            boolean own = change.kind() == ChangeKind.FLOW_CREATED
                    && (change.after() == null || untouched.containsKey(change.name()));
            all.add(own ? change.withAfter(flows.digest(realm.getFlowByAlias(change.name()))) : change);
        }
        return new SetupRecord(all);
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

    /** Whether setup has created it, and no administrator has changed it since. */
    boolean isOwn(AuthenticationFlowModel flow) {
        return untouched.containsKey(flow.getAlias())
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
        AuthenticationFlowModel former = bound(binding);
        String before = former.getAlias();
        binding.bind(realm, flow);
        log.bound(feature, binding.id(), before, flows.digest(former), flow.getAlias(), "Bind '"
                + flow.getAlias() + "' as " + binding.words() + " instead of '" + before + "'");
    }
}
