package dev.latchkey.common.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a MAC covers: a list of fields, each with its length before it, so that no two lists yield the same bytes. */
public final class MacMessage {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private MacMessage() {
    }

    /**
     * @param fields the fields in their order, none null
     * @return the message
     */
    public static MacMessage of(String... fields) {
        MacMessage message = new MacMessage();
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            message.out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            message.out.writeBytes(bytes);
        }
        return message;
    }

    /** @return the SHA-256 of the message in hexadecimal, for secrets that are too long to be searched for */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
