package dev.latchkey.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A realm whose endpoints for apps answer as a test wants, or not at all. */
final class FakeRealm implements AutoCloseable {

    /** Path of the token endpoint. */
    static final String TOKEN = "/token";
    /** Path of the authorization challenge endpoint. */
    static final String CHALLENGE = "/authorize-challenge";
    /** Path below which the endpoints for sign-up and reset are. */
    static final String ENDPOINTS = "/latchkey-otp/";

    private static final String CLIENT = "mobile";
    /** One for all realms: to make one takes longer than the test that uses it. */
    private static final RSAKey KEY = key();

    private final HttpServer server;
    private final List<Map<String, String>> requests = new ArrayList<>();
    private final Map<String, Function<Map<String, String>, Answer>> endpoints = new HashMap<>();

    FakeRealm() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", request -> send(request, metadata()));
        server.createContext("/certs", request ->
                send(request, new Answer(200, Map.of(), new JWKSet(KEY.toPublicJWK()).toString())));
        server.createContext(TOKEN, request -> serve(request, form(request)));
        server.createContext(CHALLENGE, request -> serve(request, form(request)));
        server.createContext(ENDPOINTS, request -> serve(request, json(request)));
        server.start();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("realm").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says what the token endpoint answers from now on; null is a connection that breaks. */
    void answers(Function<Map<String, String>, Answer> next) {
        answers(TOKEN, next);
    }

    /** The same for any endpoint, by its path as it was created here. */
    void answers(String endpoint, Function<Map<String, String>, Answer> next) {
        endpoints.put(endpoint, next);
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked, as text, with {@code path} and header {@code DPoP}. */
    List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    /** Tokens of somebody called uma, and whatever else. */
    Answer granted(Map<String, Object> more) {
        return granted(CLIENT, null, more);
    }

    /** The same, with an ID token for another client, or with a nonce. */
    Answer granted(String audience, String nonce, Map<String, Object> more) {
        Instant now = Instant.now();
        SignedJWT idToken = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).build(),
                new JWTClaimsSet.Builder().issuer(issuer()).audience(audience).subject("uma").claim("nonce", nonce)
                        .claim("preferred_username", "uma").claim("auth_time", now.getEpochSecond())
                        .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(300))).build());
        try {
            idToken.sign(new RSASSASigner(KEY));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        Map<String, Object> body = new HashMap<>(more);
        body.put("access_token", "access");
        body.put("token_type", "DPoP");
        body.put("refresh_token", "refresh");
        body.put("id_token", idToken.serialize());
        return new Answer(200, Map.of(), JSONObjectUtils.toJSONString(body));
    }

    private Answer metadata() {
        return new Answer(200, Map.of(), JSONObjectUtils.toJSONString(Map.of("issuer", issuer(),
                "authorization_endpoint", issuer() + "/auth", "token_endpoint", issuer() + TOKEN,
                "authorization_challenge_endpoint", issuer() + CHALLENGE,
                "jwks_uri", issuer() + "/certs", "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256"))));
    }

    private static Map<String, String> form(HttpExchange request) throws IOException {
        Map<String, String> form = new HashMap<>();
        for (String field : body(request).split("&")) {
            String[] parts = field.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static Map<String, String> json(HttpExchange request) throws IOException {
        Map<String, String> members = new HashMap<>();
        try {
            JSONObjectUtils.parse(body(request)).forEach((name, value) -> members.put(name, value.toString()));
        } catch (ParseException e) {
            throw new IOException(e);
        }
        return members;
    }

    private static String body(HttpExchange request) throws IOException {
        return new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void serve(HttpExchange request, Map<String, String> asked) throws IOException {
        asked.put("path", request.getRequestURI().getPath());
        asked.put("DPoP", request.getRequestHeaders().getFirst("DPoP"));
        requests.add(asked);
        Answer answer = endpoints.getOrDefault(request.getHttpContext().getPath(),
                unexpected -> new Answer(500, Map.of(), "")).apply(asked);
        if (answer == null) {
            request.close();
        } else {
            send(request, answer);
        }
    }

    private static void send(HttpExchange request, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach(request.getResponseHeaders()::set);
        request.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = request.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** What an endpoint says. */
    record Answer(int status, Map<String, String> headers, String body) {

        static Answer of(int status, Map<String, Object> members) {
            return new Answer(status, Map.of(), JSONObjectUtils.toJSONString(members));
        }
    }

    SampleClient app(Vault vault, DeviceKey deviceKey) throws IOException {
        return new SampleClient(URI.create(issuer()), CLIENT, vault, deviceKey, page -> {
            throw new IOException("Nobody is to be asked");
        });
    }

    NativeClient nativeApp(Vault device, DeviceKey deviceKey) throws IOException {
        return new NativeClient(URI.create(issuer()), CLIENT, device, deviceKey);
    }
}
