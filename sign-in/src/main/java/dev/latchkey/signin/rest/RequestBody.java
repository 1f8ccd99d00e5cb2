package dev.latchkey.signin.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The body of a request, which Keycloak reads only after its filters, and reads again then. */
public final class RequestBody {

    private static final Pattern READABLE =
            Pattern.compile("\\s*application/x-www-form-urlencoded\\s*(;\\s*charset=\"?utf-8\"?\\s*)?;?");

    private RequestBody() {
    }

    /**
     * Waits for the whole body and reads it. A longer one is refused with status 413.
     *
     * @param request a request that no filter has read yet
     * @param most    bytes that the body may have
     * @return the body as UTF-8; empty when the request was refused
     * @throws IOException when the client ends the request before
     */
    public static Optional<String> read(ContainerRequestContext request, int most) throws IOException {
        byte[] body = request.getEntityStream().readNBytes(most + 1);
        if (body.length > most) {
            // with a type: Keycloak's own headers demand one
            request.abortWith(Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE)
                    .type(MediaType.TEXT_PLAIN_TYPE).build());
            return Optional.empty();
        }
        request.setEntityStream(new ByteArrayInputStream(body));
        return Optional.of(new String(body, StandardCharsets.UTF_8));
    }

    /**
     * Whether Keycloak would read a form that {@link #form} reads otherwise, or not at all. No browser sends one to a
     * page of Keycloak.
     *
     * @param request a request
     * @return whether it posts a form in parts, or one whose encoding is not UTF-8
     */
    public static boolean isUnreadableForm(ContainerRequestContext request) {
        String type = Objects.requireNonNullElse(request.getHeaderString(HttpHeaders.CONTENT_TYPE), "")
                .toLowerCase(Locale.ROOT);
        return type.contains(MediaType.MULTIPART_FORM_DATA)
                || type.contains(MediaType.APPLICATION_FORM_URLENCODED) && !READABLE.matcher(type).matches();
    }

    /**
     * @param request a request whose body a filter has bounded
     * @return the fields of the form that it posts; empty when it posts none
     * @throws IOException when the client ends the request before
     */
    public static Map<String, List<String>> form(ContainerRequestContext request) throws IOException {
        if (!MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(request.getMediaType())) {
            return Map.of();
        }
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        return Stream.of(new String(body, StandardCharsets.UTF_8).split("&")).map(field -> field.split("=", 2))
                .collect(Collectors.groupingBy(field -> decoded(field[0]),
                        Collectors.mapping(field -> field.length == 1 ? "" : decoded(field[1]), Collectors.toList())));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a broken escape, which Keycloak cannot read either
            return text;
        }
    }
}
