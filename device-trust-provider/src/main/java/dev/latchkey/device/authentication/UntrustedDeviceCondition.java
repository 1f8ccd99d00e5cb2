package dev.latchkey.device.authentication;

import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.credential.DeviceEnd;
import dev.latchkey.device.session.DeviceRecognition;
import dev.latchkey.device.session.DeviceTokenStore;
import dev.latchkey.device.session.DirectGrant;
import dev.latchkey.device.session.OldPassword;
import dev.latchkey.device.session.TrustNotes;
import dev.latchkey.device.session.TrustStep;
import dev.latchkey.signin.Reauthentication;
import dev.latchkey.signin.RecognisedDevice;
import dev.latchkey.signin.RecordedRisk;
import dev.latchkey.signin.account.MailboxWatch;
import dev.latchkey.signin.filter.PassiveRequest;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The flow condition: true when the second factor must be asked for, which includes every case of doubt. */
final class UntrustedDeviceCondition implements ConditionalAuthenticator {

    private static final Logger LOG = Logger.getLogger(UntrustedDeviceCondition.class);

    @Override
    public boolean matchCondition(AuthenticationFlowContext context) {
        UserModel user = context.getUser();
        if (user == null) {
            return true;
        }
        OldPassword.watch(context);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        Optional<Boolean> before = RecognisedDevice.of(authSession, user.getId());
        boolean trusted = before.orElseGet(() -> looksTrusted(context, user));
        RecognisedDevice.keep(authSession, user.getId(), trusted);
        if (trusted && before.isEmpty()) {
            // the device stands for a factor, and is tied to the address that the account has now
            MailboxWatch.proven(authSession, user);
        }
        return !trusted || Reauthentication.demanded(context)
                || RecordedRisk.of(authSession, user.getId()).filter(RecordedRisk::outweighsTrust).isPresent();
    }

    private static boolean looksTrusted(AuthenticationFlowContext context, UserModel user) {
        try {
            return trusted(context, user);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Realm %s: a device could not be verified; the second factor is asked for",
                    context.getRealm().getName());
            return false;
        }
    }

    private static boolean trusted(AuthenticationFlowContext context, UserModel user) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        DirectGrant.runs(context);
        DeviceTokenStore tokens = DeviceTokenStore.of(session, realm, user);
        Optional<RotatingSecret> presented = tokens.read();
        Optional<TrustPolicy> policy = TrustStep.policy(realm, context.getTopLevelFlow());
        if (presented.isEmpty()) {
            return false;
        }
        return DeviceRecognition.of(session, realm, user, policy.orElseGet(() -> TrustPolicy.of(null)),
                tokens.signals(), presented.get()).fold(
                        trusted -> {
                            TrustNotes.keep(session, trusted);
                            Audit.of(AuditStep.DEVICE_RECOGNISED).device(trusted.deviceId(), null)
                                    .on(context.getEvent());
                            return true;
                        },
                        unknown -> false,
                        ended -> end(context, user, ended.deviceId(), ended.reason()),
                        copied -> end(context, user, copied.deviceId(), EndReason.COPY_SEEN));
    }

    /** Ends trust, unless the request is passive and may change nothing; the device is not trusted in any case. */
    private static boolean end(AuthenticationFlowContext context, UserModel user, String deviceId,
            EndReason reason) {
        if (!PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            new DeviceEnd(context.getSession(), context.getRealm(), user).end(deviceId, reason);
        }
        return false;
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // a condition has no form
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // nothing to set up
    }

    @Override
    public void close() {
    }
}
