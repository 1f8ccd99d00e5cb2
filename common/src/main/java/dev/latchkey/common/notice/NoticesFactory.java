package dev.latchkey.common.notice;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Keeps this node's {@link NoticeDesk}. */
public final class NoticesFactory implements PlainFactory<Notices> {

    private NoticeDesk desk;

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        desk = new NoticeDesk(factory);
    }

    @Override
    public Notices create(KeycloakSession session) {
        return new Notices(session, desk);
    }

    @Override
    public void close() {
        if (desk != null) {
            desk.close();
        }
    }

    @Override
    public String getId() {
        return "default";
    }
}
