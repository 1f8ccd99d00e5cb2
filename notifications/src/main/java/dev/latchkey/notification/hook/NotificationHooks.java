package dev.latchkey.notification.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hook of notifications. */
public final class NotificationHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("notices", "tells users by mail what happens to their accounts",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                        "dev.latchkey.notification.delivery.NotificationListenerFactory"),
                        HookTargets.GLOBAL_LISTENERS));
    }
}
