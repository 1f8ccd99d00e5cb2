package dev.latchkey.sample.app

import java.net.HttpURLConnection
import java.net.URI
import java.net.URLEncoder
import java.security.MessageDigest
import java.security.SecureRandom
import java.util.Base64
import org.json.JSONObject

/** A request was answered, and refused; [error] is the answer's, such as `invalid_grant` or `wrong-code`. */
class Refused(val status: Int, val error: String, val answer: JSONObject) : Exception("$status $error")

/**
 * Requests of one app to one realm. They block, so call them from `Dispatchers.IO`; an IOException means that the
 * answer was lost.
 *
 * @param url of the realm, without a slash at the end
 * @param client the app's client, a public one
 * @param key proves each request; without one, codes and tokens are bound to no key
 */
class Realm(private val url: String, private val client: String, private val key: DeviceKey? = null) {

    private val tokenEndpoint = "$url/protocol/openid-connect/token"

    /**
     * Signs a user in by screens of the app: password, and a mailed code where the realm asks for one.
     *
     * @param device what an earlier sign-in returned as `auth_session` with its tokens: a trusted device is asked for
     * no code
     * @param trust whether the user wants no code to be asked on this device again
     * @param code asks the user for the code of the mail with this reference, again after a wrong one; null gives up
     * @return the token response; keep its `auth_session`, if there is one, in place of [device]
     */
    fun signIn(user: String, password: String, device: String? = null, trust: Boolean = false,
               code: (reference: String) -> String?): JSONObject? {
        val verifier = random()
        var answer = challenge(mapOf("scope" to "openid", "username" to user, "password" to password,
            "code_challenge" to sha256(verifier), "code_challenge_method" to "S256", "auth_session" to device))
        while (answer.has("otp_required")) {
            val typed = code(answer.getString("reference")) ?: return null
            answer = challenge(mapOf("auth_session" to answer.getString("auth_session"), "otp" to typed,
                "trust_device" to trust.toString()))
        }
        return token(mapOf("grant_type" to "authorization_code", "code" to answer.getString("authorization_code"),
            "code_verifier" to verifier))
    }

    /** Creates an account, and proves its address by the code of the mail with this reference. Signs no user in. */
    fun signUp(address: String, first: String, last: String, password: String, code: (reference: String) -> String) {
        val begun = post("$url/latchkey-otp/registrations", JSONObject(mapOf("client_id" to client,
            "attributes" to mapOf("email" to address, "firstName" to first, "lastName" to last),
            "password" to password)))
        post("$url/latchkey-otp/challenges/${begun.getString("challenge_id")}/verification",
            JSONObject(mapOf("client_id" to client, "code" to code(begun.getString("reference")))))
    }

    /** Redeems what the browser's redirect carried; with the scope `secret_code` the answer brings the app's code. */
    fun exchange(authorizationCode: String, verifier: String, redirect: String): JSONObject =
        token(mapOf("grant_type" to "authorization_code", "code" to authorizationCode, "code_verifier" to verifier,
            "redirect_uri" to redirect))

    /**
     * Starts the app by its secret code. After an IOException call it again with the same code.
     *
     * @param keep writes the next code to the disk, before the tokens are used; not called for a code that is bound to
     * a key, which stays the same
     */
    fun start(secretCode: String, keep: (String) -> Unit): JSONObject {
        val answer = token(mapOf("grant_type" to "urn:latchkey:params:oauth:grant-type:secret-code",
            "scope" to "openid", "secret_code" to secretCode))
        answer.optString("secret_code").takeIf { it.isNotEmpty() }?.let(keep)
        return answer
    }

    /**
     * Ends the secret code with what it has opened, then the session of the tokens, which may be the user's own sign-in.
     * After an exception the user may still be signed in: keep both, and try again.
     */
    fun signOut(secretCode: String, refreshToken: String) {
        post("$url/latchkey-secret-codes/revocation", form(mapOf("client_id" to client, "secret_code" to secretCode)))
        post("$url/protocol/openid-connect/revoke", form(mapOf("client_id" to client, "token" to refreshToken)))
    }

    private fun challenge(fields: Map<String, String?>): JSONObject = try {
        post("$url/latchkey-otp/authorize-challenge", form(fields + ("client_id" to client)))
    } catch (e: Refused) {
        // Another answer asks for a code too, such as that no mail can be sent yet: an app shows its otp_error.
        if (e.status == 403 && e.answer.has("otp_required")) e.answer else throw e
    }

    private fun token(fields: Map<String, String?>) = post(tokenEndpoint, form(fields + ("client_id" to client)))

    private fun post(address: String, body: Any): JSONObject {
        val connection = URI(address).toURL().openConnection() as HttpURLConnection
        connection.doOutput = true
        connection.connectTimeout = TIMEOUT_MILLIS
        connection.readTimeout = TIMEOUT_MILLIS
        connection.setRequestProperty("Content-Type",
            if (body is JSONObject) "application/json" else "application/x-www-form-urlencoded")
        key?.let { connection.setRequestProperty("DPoP", it.proof("POST", address)) }
        connection.outputStream.use { it.write(body.toString().toByteArray()) }
        val status = connection.responseCode
        val text = (if (status < 400) connection.inputStream else connection.errorStream)?.use { it.readBytes() }
        val answer = if (text == null || text.isEmpty()) JSONObject() else JSONObject(String(text))
        if (status >= 400) {
            val error = answer.optString("error").ifEmpty { answer.optString("type").substringAfterLast(':') }
            throw Refused(status, error, answer)
        }
        return answer
    }

    private fun form(fields: Map<String, String?>): String = fields.filterValues { it != null }
        .map { (name, value) -> name + '=' + URLEncoder.encode(value, "UTF-8") }.joinToString("&")

    companion object {
        private const val TIMEOUT_MILLIS = 20_000

        /** A new verifier for PKCE. */
        fun random(): String = base64Url(ByteArray(32).also(SecureRandom()::nextBytes))

        /** The challenge that belongs to a verifier. */
        fun sha256(verifier: String): String =
            base64Url(MessageDigest.getInstance("SHA-256").digest(verifier.toByteArray()))
    }
}

internal fun base64Url(bytes: ByteArray): String = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
