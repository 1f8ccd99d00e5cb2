package dev.latchkey.it.flow;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import org.keycloak.testframework.realm.ManagedRealm;

/** A request of the SAML application of a realm. */
final class SamlRequest {

    /** Where the application takes answers. */
    static final String CONSUMER = FlowServer.BASE + "/saml";

    private final ManagedRealm realm;
    private final String id;
    private final String attributes;

    private SamlRequest(ManagedRealm realm, String id, String attributes) {
        this.realm = realm;
        this.id = id;
        this.attributes = attributes;
    }

    /** @param attributes further attributes of the request, with a space before each */
    static SamlRequest of(ManagedRealm realm, String attributes) {
        return new SamlRequest(realm, "_" + FlowTest.NUMBER.incrementAndGet(), attributes);
    }

    String id() {
        return id;
    }

    /** Sends the request in the address of this tab. */
    SignIn redirect(Tab tab, String relayState) {
        tab.open(endpoint() + "?SAMLRequest=" + encoded(deflated()) + "&RelayState=" + relayState);
        return SignIn.in(tab, realm);
    }

    /** Sends the request in a form. */
    SignIn post(Tab tab, String relayState) {
        tab.post(endpoint(), "SAMLRequest=" + encoded(text().getBytes(StandardCharsets.UTF_8))
                + "&RelayState=" + relayState);
        return SignIn.in(tab, realm);
    }

    private String endpoint() {
        return realm.getBaseUrl() + "/protocol/saml";
    }

    private String text() {
        return "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" "
                + "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"" + id
                + "\" Version=\"2.0\" IssueInstant=\"" + Instant.now() + "\""
                + " AssertionConsumerServiceURL=\"" + CONSUMER + "\"" + attributes + ">"
                + "<saml:Issuer>" + Realms.SAML_APP + "</saml:Issuer></samlp:AuthnRequest>";
    }

    private byte[] deflated() {
        Deflater deflater = new Deflater(Deflater.DEFLATED, true);
        deflater.setInput(text().getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] buffer = new byte[4096];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static String encoded(byte[] message) {
        return URLEncoder.encode(Base64.getEncoder().encodeToString(message), StandardCharsets.UTF_8);
    }

    /** The text of an answer that was sent in an address, without its percent encoding. */
    static String inflated(String answer) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(answer)), new Inflater(true))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
