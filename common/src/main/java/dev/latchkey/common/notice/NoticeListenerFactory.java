package dev.latchkey.common.notice;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in every realm, without being configured; the realm attribute {@link NoticeKind#OFF} switches kinds off. */
public final class NoticeListenerFactory implements EventListenerProviderFactory {

    private NoticeDesk desk;

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        desk = new NoticeDesk(factory);
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new NoticeListener(session, desk);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void close() {
        if (desk != null) {
            desk.close();
        }
    }

    @Override
    public String getId() {
        return "latchkey-notices";
    }
}
