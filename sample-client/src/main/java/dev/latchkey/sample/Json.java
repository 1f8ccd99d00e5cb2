package dev.latchkey.sample;

import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * The object that an answer's body holds.
 *
 * @param members its members
 */
record Json(Map<String, Object> members) {

    /**
     * @param response an answer
     * @return the object in it
     * @throws IOException if there is none, as in the error page of a proxy
     */
    static Json of(HTTPResponse response) throws IOException {
        try {
            return new Json(JSONObjectUtils.parse(response.getBody() == null ? "" : response.getBody()));
        } catch (ParseException e) {
            throw new IOException("The server answers " + response.getStatusCode() + ", and nothing to go by", e);
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).filter(String.class::isInstance).map(String.class::cast);
    }

    Optional<Integer> number(String name) {
        return Optional.ofNullable(members.get(name)).filter(Number.class::isInstance)
                .map(value -> ((Number) value).intValue());
    }

    boolean yes(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    /** @return a list of objects; empty when it is not there */
    List<Json> objects(String name) throws IOException {
        try {
            Map<String, Object>[] found = JSONObjectUtils.getJSONObjectArray(members, name);
            return found == null ? List.of() : List.of(found).stream().map(Json::new).toList();
        } catch (ParseException e) {
            throw new IOException("The server's " + name + " cannot be understood", e);
        }
    }

    /** @return a list of texts; empty when it is not there */
    List<String> texts(String name) throws IOException {
        try {
            List<String> found = JSONObjectUtils.getStringList(members, name);
            return found == null ? List.of() : found;
        } catch (ParseException e) {
            throw new IOException("The server's " + name + " cannot be understood", e);
        }
    }

    /** @return the mail that the answer tells of */
    MailedCode mailedCode() {
        return new MailedCode(text("reference").orElse(""), text("masked_email").or(() -> text("masked_phone")),
                Duration.ofSeconds(number("expires_in").orElse(0)), number("trust_days"));
    }
}
