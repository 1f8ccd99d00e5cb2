package dev.latchkey.mail.hook;

import java.util.List;

import dev.latchkey.common.hook.HostnameProofs;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hook of the mail queue. */
public final class MailHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("mail-queue", "hands mails to the queue instead of sending them within the request",
                        MethodProof.of("org.keycloak.email.freemarker.FreeMarkerEmailTemplateProvider", "send",
                                "java.util.Map", "java.lang.String", "java.lang.String", "java.lang.String",
                                "java.lang.String"),
                        HostnameProofs.BASE));
    }
}
