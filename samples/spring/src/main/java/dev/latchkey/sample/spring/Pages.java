package dev.latchkey.sample.spring;

import java.util.List;
import java.util.Map;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** Shows who has signed in, and by which factors. */
@RestController
class Pages {

    private static final String AMR = "amr";

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String home(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
        return """
                <!DOCTYPE html>
                <html lang="en"><title>Signed in</title>
                <p>Signed in as <b id="user">%s</b> by <b id="amr">%s</b>.
                <form method="post" action="/logout" id="sign-out">
                <input type="hidden" name="%s" value="%s"><button>Sign out</button></form>
                </html>
                """.formatted(HtmlUtils.htmlEscape(user.getName()), HtmlUtils.htmlEscape(factors(user.getClaim(AMR))),
                csrf.getParameterName(), csrf.getToken());
    }

    /** @return user name and factors of the access token, as JSON */
    @GetMapping("/api/me")
    Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
        return Map.of("user", token.getClaimAsString("preferred_username"), AMR, token.getClaimAsStringList(AMR));
    }

    private static String factors(List<String> methods) {
        return methods == null ? "no factor that the realm names" : String.join(" and ", methods);
    }
}
