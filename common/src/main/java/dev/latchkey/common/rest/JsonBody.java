package dev.latchkey.common.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.Optional;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.latchkey.common.net.WellFormed;
import jakarta.ws.rs.BadRequestException;
import org.keycloak.util.JsonSerialization;

/**
 * The JSON object that a request holds. Unknown members are ignored; Jackson's records would answer them with
 * an error of the server. A member that comes twice is refused.
 *
 * @param json an object
 */
public record JsonBody(JsonNode json) {

    /** A member that comes twice would be read in one way here and in another elsewhere. */
    private static final ObjectReader ONCE = JsonSerialization.mapper.reader()
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The longest body, in bytes. */
    public static final int MAX_BYTES = 16 * 1024;

    /** The body is longer than {@link #MAX_BYTES}. */
    public static final class TooLongException extends IOException {

        @Serial
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("The body has more than " + MAX_BYTES + " bytes");
        }
    }

    /**
     * Reads a body.
     *
     * @param body the body, of which at most {@link #MAX_BYTES} are read; null where the request has none
     * @return the object
     * @throws TooLongException if there is more
     * @throws IOException      if it is no JSON object
     */
    public static JsonBody read(InputStream body) throws IOException {
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new TooLongException();
        }
        JsonNode json = ONCE.readTree(bytes);
        if (json == null || !json.isObject()) {
            throw new IOException("The body is no JSON object");
        }
        return new JsonBody(json);
    }

    /**
     * Reads the body of a request that is refused where it holds no JSON object.
     *
     * @param body the body; null where the request has none
     * @return the object
     * @throws BadRequestException if it is too long or no JSON object
     */
    public static JsonBody require(InputStream body) {
        try {
            return read(body);
        } catch (IOException e) {
            // without the cause, which may quote the body
            throw new BadRequestException();
        }
    }

    /**
     * @param name a member
     * @return its text; empty when it is not there, no text, or a text that not every database can hold
     */
    public Optional<String> text(String name) {
        return Optional.ofNullable(json.get(name)).filter(JsonNode::isTextual).map(JsonNode::textValue)
                .filter(WellFormed::test);
    }

    /** Shows nothing of what is in it. */
    @Override
    public String toString() {
        return "JsonBody[]";
    }
}
