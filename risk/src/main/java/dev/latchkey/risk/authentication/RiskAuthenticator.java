package dev.latchkey.risk.authentication;

import dev.latchkey.risk.session.RiskEvaluation;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import org.keycloak.authentication.AuthenticationFlowCallback;
import org.keycloak.authentication.AuthenticationFlowContext;

/** The flow step that evaluates the risk and records it, and never asks for anything. */
final class RiskAuthenticator implements AuthenticationFlowCallback, PlainAuthenticator {

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        RiskEvaluation.of(context);
        context.success();
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        context.success();
    }

    /** The factor may have been a later request's, which has an event of its own. */
    @Override
    public void onParentFlowSuccess(AuthenticationFlowContext context) {
        RiskEvaluation.report(context);
    }

    @Override
    public boolean requiresUser() {
        return true;
    }
}
