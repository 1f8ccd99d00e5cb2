package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.otp.authentication.RegistrationActionFactory;
import dev.latchkey.setup.Change;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.SetupAnswer;
import dev.latchkey.setup.SetupRecord;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.Steps;
import dev.latchkey.setup.jpa.PendingActions;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Takes back what setup has recorded, the newest first, in the transaction of its session. What an administrator has
 * changed since, or uses, stays, and so does its record.
 */
public final class RealmUndo {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RealmFlows flows;
    private final List<Change> recorded;
    private final List<Change> undone = new ArrayList<>();
    private final List<Change> left = new ArrayList<>();
    private final List<Change> kept = new ArrayList<>();

    /**
     * @param session whose transaction to use
     * @param realm   the realm
     * @throws SetupRefusedException if the realm's record cannot be read
     */
    public RealmUndo(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.flows = new RealmFlows(session, realm);
        this.recorded = SetupRecord.parse(realm.getAttribute(SetupRecord.ATTRIBUTE)).changes();
    }

    /**
     * Takes back what can be taken back.
     *
     * @param dryRun whether the caller will roll the transaction back
     * @return what was taken back, and what is left and why
     * @throws SetupRefusedException if the realm's record has values that setup never writes
     */
    public SetupAnswer run(boolean dryRun) {
        List<Change> changes = new ArrayList<>(recorded);
        Collections.reverse(changes);
        changes.sort(Comparator.comparingInt(RealmUndo::order));
        changes.forEach(this::undo);
        if (kept.isEmpty()) {
            realm.removeAttribute(SetupRecord.ATTRIBUTE);
        } else {
            Collections.reverse(kept);
            realm.setAttribute(SetupRecord.ATTRIBUTE, new SetupRecord(kept).text());
        }
        List<String> notes = undone.isEmpty() || left.isEmpty() ? List.of()
                : List.of("Run undo again for what is left, once nothing uses it");
        return new SetupAnswer(dryRun, undone, left, notes);
    }

    private static int order(Change change) {
        return switch (change.kind()) {
            // nothing may sign users up any more once the action is off
            case ACTION_ENABLED -> 2;
            // the browser flow must not ask for a code any more
            case GRANT_DISABLED -> 1;
            default -> 0;
        };
    }

    private void undo(Change change) {
        switch (change.kind()) {
            case FLOW_BOUND -> unbind(change);
            case FLOW_CREATED -> deleteFlow(change);
            case ACTION_ENABLED -> restoreAction(change);
            case SCOPE_ASSIGNED -> unassign(change);
            case SCOPE_CREATED -> deleteScope(change);
            case GRANT_DISABLED -> enableGrant(change);
            default -> throw new IllegalStateException(change.kind().id());
        }
    }

    private void unbind(Change change) {
        Binding binding = Binding.of(change.name()).orElseThrow(RealmUndo::unreadable);
        AuthenticationFlowModel now = binding.flow(realm);
        AuthenticationFlowModel before = flows.named(String.valueOf(change.before()));
        if (now == null || !now.getAlias().equals(change.after())) {
            gone(change, "The " + binding.words() + " is another one since; it stays bound");
        } else if (isChanged(now)) {
            keep(change, "The flow '" + change.after() + "' has been changed since; it stays bound as "
                    + binding.words());
        } else if (before == null || !before.isTopLevel()) {
            keep(change, "The flow '" + change.before() + "' that was bound before does not exist any more");
        } else if (!flows.digest(before).equals(change.digest())) {
            keep(change, "The flow '" + change.before() + "' that was bound before has been changed since; bind it by "
                    + "hand if you want it");
        } else {
            binding.bind(realm, before);
            done(change, "Bind '" + before.getAlias() + "' as " + binding.words() + " again");
        }
    }

    /** Whether it is no longer what setup has made: steps that an administrator has added are not to be lost. */
    private boolean isChanged(AuthenticationFlowModel flow) {
        return recorded.stream().noneMatch(change -> change.kind() == ChangeKind.FLOW_CREATED
                && change.name().equals(flow.getAlias()) && flows.digest(flow).equals(change.after()));
    }

    private static SetupRefusedException unreadable() {
        return new SetupRefusedException("The realm attribute " + SetupRecord.ATTRIBUTE + " has values that setup "
                + "never writes");
    }

    private void deleteFlow(Change change) {
        AuthenticationFlowModel flow = flows.named(change.name());
        if (flow == null || flow.isBuiltIn()) {
            gone(change, "The flow '" + change.name() + "' does not exist any more");
        } else if (KeycloakModelUtils.isFlowUsed(session, realm, flow) || isNamedByScope(flow)
                || new OtherFlows(realm).isSelected(flow)) {
            keep(change, "The flow '" + change.name() + "' is in use");
        } else if (!flows.digest(flow).equals(change.after())) {
            gone(change, "The flow '" + change.name() + "' has been changed since; it stays, and is not in use");
        } else {
            flows.delete(flow);
            done(change, "Delete the flow '" + change.name() + '\'');
        }
    }

    private boolean isNamedByScope(AuthenticationFlowModel flow) {
        return realm.getClientScopesStream().flatMap(ClientScopeModel::getProtocolMappersStream)
                .anyMatch(mapper -> mapper.getConfig() != null
                        && flow.getAlias().equals(mapper.getConfig().get(AppScopes.FLOW)));
    }

    private void restoreAction(Change change) {
        VerifyAction action = new VerifyAction(realm);
        if (!VerifyAction.ID.equals(change.name()) || !Objects.equals(action.state(), change.after())) {
            gone(change, "The required action '" + change.name() + "' has been changed since; it stays");
        } else if (flows.anyHas(RegistrationActionFactory.ID)
                || AppScopes.find(realm, AppSetup.NATIVE.name()).isPresent()) {
            keep(change, "The required action '" + change.name() + "' stays on: sign-up by code is in use, by a flow "
                    + "or by the client scope '" + AppSetup.NATIVE.name() + '\'');
        } else if (!undone.isEmpty()) {
            // a sign-up that began before is not in the database yet
            keep(change, "The required action '" + change.name() + "' stays on until the next undo, for sign-ups that "
                    + "are in progress now");
        } else if (session.getProvider(RegistrationRecords.class).anyRecorded(realm.getId())
                || PendingActions.any(session, realm.getId(), VerifyAction.ID)) {
            // without the action these accounts would be active, and their mailboxes were never proven
            keep(change, "The required action '" + change.name() + "' stays on: accounts of sign-ups whose mailbox is "
                    + "not proven yet would be active without it");
        } else if (!action.restore(change.before())) {
            throw unreadable();
        } else {
            done(change, change.before() == null ? "Remove the required action '" + change.name() + '\''
                    : "Put the required action '" + change.name() + "' back to what it was");
        }
    }

    private void unassign(Change change) {
        ClientModel client = realm.getClientByClientId(change.after());
        Optional<ClientScopeModel> scope = AppScopes.find(realm, change.name());
        if (client == null || scope.isEmpty() || !AppScopes.holds(client, scope.get())) {
            gone(change, "The client '" + change.after() + "' does not have the client scope '" + change.name()
                    + "' any more");
        } else {
            client.removeClientScope(scope.get());
            done(change, "Take the client scope '" + change.name() + "' from the client '" + change.after() + '\'');
        }
    }

    private void deleteScope(Change change) {
        Optional<ClientScopeModel> scope = AppScopes.find(realm, change.name());
        if (scope.isEmpty()) {
            gone(change, "The client scope '" + change.name() + "' does not exist any more");
        } else if (AppScopes.holders(realm, scope.get()).findAny().isPresent()) {
            keep(change, "The client scope '" + change.name() + "' is assigned to other clients");
        } else if (!AppScopes.digest(scope.get()).equals(change.after())) {
            keep(change, "The client scope '" + change.name() + "' has been changed since");
        } else {
            realm.removeClientScope(scope.get().getId());
            done(change, "Delete the client scope '" + change.name() + '\'');
        }
    }

    private void enableGrant(Change change) {
        AuthenticationFlowModel browser = realm.getBrowserFlow();
        if (!PasswordGrant.isRecord(change)) {
            throw unreadable();
        } else if (browser != null && flows.tree(browser).has(Steps.EMAIL_CODE)) {
            keep(change, "'Direct access grants' of the client '" + change.name() + "' stays off: the browser flow "
                    + "asks for a mailed code, and this client would give tokens without one");
        } else if (recorded.stream().noneMatch(bound -> isBackTo(browser, bound))) {
            String text = "'Direct access grants' of the client '" + change.name() + "' stays off: the browser flow is "
                    + "not the one from before";
            if (kept.stream().anyMatch(RealmUndo::bindsBrowser)) {
                keep(change, text);
            } else {
                gone(change, text);
            }
        } else if (!new PasswordGrant(session, realm, flows).enable()) {
            gone(change, "The client '" + change.name() + "' has 'Direct access grants' on again, or does not exist "
                    + "any more");
        } else {
            done(change, "Turn on 'Direct access grants' of the client '" + change.name() + "' again");
        }
    }

    /** Whether the realm signs users in as before: a flow that an administrator has bound since may ask for more. */
    private boolean isBackTo(AuthenticationFlowModel browser, Change bound) {
        return browser != null && bindsBrowser(bound) && browser.getAlias().equals(bound.before())
                && flows.digest(browser).equals(bound.digest());
    }

    private static boolean bindsBrowser(Change change) {
        return change.kind() == ChangeKind.FLOW_BOUND && Binding.BROWSER.id().equals(change.name());
    }

    private void done(Change change, String text) {
        undone.add(new Change(change.feature(), change.kind(), change.name(), change.after(), change.before(),
                null, text));
    }

    /** Nothing that an undo could ever take back. */
    private void gone(Change change, String text) {
        left.add(new Change(change.feature(), change.kind(), change.name(), change.before(), change.after(),
                null, text));
    }

    private void keep(Change change, String text) {
        gone(change, text);
        kept.add(change);
    }
}
