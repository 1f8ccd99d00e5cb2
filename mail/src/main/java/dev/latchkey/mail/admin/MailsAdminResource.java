package dev.latchkey.mail.admin;

import java.util.List;
import java.util.Locale;

import dev.latchkey.mail.MailContent;
import dev.latchkey.mail.RenderedMail;
import dev.latchkey.mail.sample.MailPreview;
import dev.latchkey.mail.sample.SampleMail;
import dev.latchkey.mail.sample.SampleMails;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Shows a realm's mails with sample data: {@code /admin/realms/{realm}/latchkey-mails}. Sends and stores nothing. */
public class MailsAdminResource {

    private static final Logger LOG = Logger.getLogger(MailsAdminResource.class);
    private static final String HTML = "html";
    private static final String TEXT = "text";

    private final KeycloakSession session;
    private final AdminPermissionEvaluator auth;
    private final MailPreview preview;

    /**
     * @param session the request's session
     * @param realm   the realm being administered
     * @param auth    what the caller may do there
     */
    public MailsAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.auth = auth;
        this.preview = new MailPreview(session, realm);
    }

    /** @return the mails that users may get; role {@code view-realm} */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Listed> list() {
        auth.realm().requireViewRealm();
        return SampleMails.all().stream()
                .map(mail -> Listed.of(mail, preview.content(mail, Locale.ENGLISH))).toList();
    }

    /**
     * Shows one mail with sample data. Needs the role {@code view-realm}.
     *
     * @param id     the mail
     * @param locale a language of the realm; without it, the realm's default
     * @param part   {@code html} for the HTML part; {@code text} for subject, an empty line and the text part
     * @return the part
     * @throws NotFoundException       if there is no such mail
     * @throws WebApplicationException if the realm has no such language, if there is no such part (400), or if the
     *                                 realm's theme or texts cannot render the mail (409)
     */
    @GET
    @Path("{mail}")
    @Produces({MediaType.TEXT_HTML, MediaType.TEXT_PLAIN})
    public Response show(@PathParam("mail") String id, @QueryParam("locale") String locale,
            @QueryParam("part") @DefaultValue(HTML) String part) {
        auth.realm().requireViewRealm();
        SampleMail mail = SampleMails.all().stream().filter(known -> known.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException("Mail not found"));
        Locale language = preview.locale(locale).orElseThrow(
                () -> ErrorResponse.error("The realm does not support this locale", Response.Status.BAD_REQUEST));
        return switch (part) {
            case HTML -> page(MediaType.TEXT_HTML_TYPE, rendered(mail, language).html());
            case TEXT -> {
                RenderedMail shown = rendered(mail, language);
                yield page(MediaType.TEXT_PLAIN_TYPE, shown.subject() + "\n\n" + shown.text());
            }
            default -> throw ErrorResponse.error("The part is html or text", Response.Status.BAD_REQUEST);
        };
    }

    /** The logo is the one thing that a mail may fetch. */
    private Response page(MediaType type, String content) {
        return SandboxedPage.withImages(session, type, content);
    }

    private RenderedMail rendered(SampleMail mail, Locale locale) {
        try {
            return preview.render(mail, locale);
        } catch (EmailException e) {
            LOG.warnf(e, "The mail %s cannot be rendered", mail.id());
            throw ErrorResponse.error("The realm's theme or texts cannot render this mail. The server's log says why",
                    Response.Status.CONFLICT);
        }
    }

    /**
     * A mail as JSON.
     *
     * @param id         its name in this resource
     * @param template   the file name of its templates
     * @param subjectKey the message key of its subject
     */
    public record Listed(String id, String template, String subjectKey) {

        static Listed of(SampleMail mail, MailContent content) {
            return new Listed(mail.id(), content.template(), content.subjectKey());
        }
    }
}
