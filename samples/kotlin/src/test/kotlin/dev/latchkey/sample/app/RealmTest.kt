package dev.latchkey.sample.app

import java.net.URI
import java.security.KeyPairGenerator
import java.security.spec.ECGenParameterSpec
import org.htmlunit.Page
import org.htmlunit.WebClient
import org.htmlunit.html.HtmlElement
import org.htmlunit.html.HtmlInput
import org.htmlunit.html.HtmlPage
import org.json.JSONArray
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Test

private const val PASSWORD = "a long demo password"
private const val CALLBACK = "http://127.0.0.1/callback"

/** Needs a demo realm that runs, in the property `realm`, and its mails as JSON, in `inbox`. */
class RealmTest {

    private val url = System.getProperty("realm", "http://localhost:8080/realms/latchkey")
    private val inbox = System.getProperty("inbox", "http://localhost:8025/email")
    private val address = "kotlin-${System.nanoTime()}@example.com"
    private val key = DeviceKey(KeyPairGenerator.getInstance("EC").run {
        initialize(ECGenParameterSpec("secp256r1"))
        generateKeyPair()
    })

    @Test
    fun anAccountIsMadeAndSignsInWithoutAndWithABrowser() {
        val native = Realm(url, "native", key)
        native.signUp(address, "Kim", "Kotlin", PASSWORD, ::mailed)

        val tokens = native.signIn(address, PASSWORD, trust = true) { mailed(it) }!!
        assertEquals("DPoP", tokens.getString("token_type"))
        val again = native.signIn(address, PASSWORD, tokens.getString("auth_session")) { fail("a trusted device") }!!
        assertTrue(again.has("access_token"))

        aCodeThatIsBoundToAKeyStays()
        aCodeWithoutAKeyRotates()
    }

    private fun aCodeThatIsBoundToAKeyStays() {
        val mobile = Realm(url, "mobile", key)
        val code = inBrowser(mobile).getString("secret_code")
        repeat(2) { assertTrue(mobile.start(code) { fail("another code") }.has("refresh_token")) }
        assertEquals("invalid_grant",
            assertThrows(Refused::class.java) { Realm(url, "mobile").start(code) { } }.error)
    }

    private fun aCodeWithoutAKeyRotates() {
        val mobile = Realm(url, "mobile")
        val first = inBrowser(mobile).getString("secret_code")
        var next = first
        val tokens = mobile.start(first) { next = it }
        assertFalse(next == first)
        mobile.signOut(next, tokens.getString("refresh_token"))
        assertEquals("invalid_grant", assertThrows(Refused::class.java) { mobile.start(next) { } }.error)
    }

    /** What the app leaves to the system browser. */
    private fun inBrowser(realm: Realm): JSONObject = WebClient().use { browser ->
        browser.options.isJavaScriptEnabled = false
        browser.options.isCssEnabled = false
        val verifier = Realm.random()
        val password = browser.getPage<HtmlPage>("$url/protocol/openid-connect/auth?client_id=mobile"
            + "&response_type=code&scope=openid%20secret_code&prompt=login&redirect_uri=$CALLBACK"
            + "&code_challenge=${Realm.sha256(verifier)}&code_challenge_method=S256")
        type(password, "username", address)
        type(password, "password", PASSWORD)
        val code = password.getElementByName<HtmlElement>("login").click<HtmlPage>()
        type(code, "code", mailed(code.getElementById("latchkey-reference").textContent.trim()))
        browser.options.isRedirectEnabled = false
        browser.options.isThrowExceptionOnFailingStatusCode = false
        val redirect = code.getElementByName<HtmlElement>("login").click<Page>().webResponse
            .getResponseHeaderValue("Location")
        assertTrue(redirect.startsWith("$CALLBACK?"), redirect)
        realm.exchange(redirect.substringAfter("code=").substringBefore('&'), verifier, CALLBACK)
    }

    private fun type(page: HtmlPage, field: String, text: String) {
        page.getElementByName<HtmlInput>(field).type(text)
    }

    /** Waits for the mail with a reference, and returns its code. */
    private fun mailed(reference: String): String {
        val end = System.nanoTime() + 60_000_000_000
        while (System.nanoTime() < end) {
            val mails = JSONArray(URI(inbox).toURL().readText())
            mails.map { (it as JSONObject).getString("text") }.firstOrNull { it.contains("Reference: $reference") }
                ?.let { return Regex("\n {4}([0-9]{6,10})\\s").find(it)!!.groupValues[1] }
            Thread.sleep(200)
        }
        return fail("No mail with the reference $reference")
    }
}
