package dev.latchkey.webhook.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hook of the webhook. */
public final class WebhookHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("webhook", "sends events to the webhook of a realm",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                        "dev.latchkey.webhook.delivery.WebhookListenerFactory"),
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.webhook.admin.WebhookAdminResourceFactory")));
    }
}
