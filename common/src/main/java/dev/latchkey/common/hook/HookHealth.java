package dev.latchkey.common.hook;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows at {@code /health/ready} which security hooks are missing. A server where they were never checked, because an
 * option keeps the check out, is not ready.
 */
@Readiness
public class HookHealth implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Latchkey security hooks");
        HookState.current().ifPresentOrElse(state -> {
            if (!state.missing().isEmpty()) {
                answer.withData("missing", String.join(", ", state.missing()));
            }
            answer.up();
        }, answer::down);
        return answer.build();
    }
}
