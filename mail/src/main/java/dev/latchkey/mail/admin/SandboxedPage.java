package dev.latchkey.mail.admin;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The answer with a page of the admin API. A browser runs no script of it, sends no form, shows it in no frame and
 * keeps no copy; its styles stand in it.
 */
public final class SandboxedPage {

    private static final String POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    private SandboxedPage() {
    }

    /**
     * @param session the request's session
     * @param type    the content's type, without a charset
     * @param content the page, which loads nothing
     * @return 200 with the page
     */
    public static Response of(KeycloakSession session, MediaType type, String content) {
        return of(session, type, content, POLICY);
    }

    /**
     * @param session the request's session
     * @param type    the content's type, without a charset
     * @param content the page, which loads nothing but images by HTTPS
     * @return 200 with the page
     */
    public static Response withImages(KeycloakSession session, MediaType type, String content) {
        return of(session, type, content, POLICY + "; img-src https:");
    }

    private static Response of(KeycloakSession session, MediaType type, String content, String policy) {
        // Keycloak would put the realm's policy for its own pages in the place of this one
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        return Response.ok(content, type.withCharset("UTF-8"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
