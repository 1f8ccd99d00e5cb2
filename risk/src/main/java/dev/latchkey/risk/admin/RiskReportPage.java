package dev.latchkey.risk.admin;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.latchkey.common.template.TemplateNumber;
import dev.latchkey.mail.admin.SandboxedPage;
import dev.latchkey.risk.RiskReport;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/** Renders the report as a page with the realm's login theme, whose texts a realm can override. */
final class RiskReportPage {

    private static final Logger LOG = Logger.getLogger(RiskReportPage.class);
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa", "he", "iw", "ur");
    private static final String TEMPLATE = "latchkey-risk-report.ftl";

    private final KeycloakSession session;
    private final RealmModel realm;

    RiskReportPage(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** The page; an error where the realm's theme or texts cannot render it. */
    Response answer(RiskReport report, Locale locale) {
        return SandboxedPage.of(session, MediaType.TEXT_HTML_TYPE, html(report, locale));
    }

    private String html(RiskReport report, Locale locale) {
        try {
            Theme theme = session.theme().getTheme(Theme.Type.LOGIN);
            Map<String, Object> values = new HashMap<>();
            values.put("msg", new MessageFormatterMethod(locale, theme.getEnhancedMessages(realm, locale)));
            values.put("lang", locale.toLanguageTag());
            values.put("dir", RIGHT_TO_LEFT.contains(locale.getLanguage()) ? "rtl" : "ltr");
            values.put("days", TemplateNumber.of(report.days()));
            values.put("realm", realm.getName());
            values.put("report", report);
            return session.getProvider(FreeMarkerProvider.class).processTemplate(values, TEMPLATE, theme);
        } catch (IOException | FreeMarkerException e) {
            LOG.warn("The report of risk cannot be rendered", e);
            throw ErrorResponse.error("The realm's theme or texts cannot render this page. The server's log says why",
                    Response.Status.CONFLICT);
        }
    }
}
