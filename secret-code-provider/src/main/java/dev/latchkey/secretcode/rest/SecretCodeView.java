package dev.latchkey.secretcode.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.secretcode.SecretCode;

/**
 * A secret code as JSON, without the secret itself. Times are epoch milliseconds.
 *
 * @param id        its id
 * @param name      label of its console credential, which the owner may choose
 * @param clientId  the app's {@code client_id}
 * @param keyBound  whether it is bound to the app's DPoP key
 * @param ip        the address it was last used from
 * @param createdAt when it was issued
 * @param lastUsed  when it last signed the app in
 * @param useCount  how often it did
 * @param expiresAt when it ends at the latest; absent when it has no limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretCodeView(String id, String name, String clientId, boolean keyBound, String ip, long createdAt,
        long lastUsed, long useCount, Long expiresAt) {

    static SecretCodeView of(SecretCode code, String name, String clientId) {
        return new SecretCodeView(code.id(), name, clientId, code.keyBound(), code.ip(), code.createdAt(),
                code.lastUsed(),
                code.useCount(), code.expiresAt() == Long.MAX_VALUE ? null : code.expiresAt());
    }
}
