// What an iOS app sends to a realm with Latchkey. Not compiled here: no Swift compiler can be had for the tests. The
// requests are those of samples/kotlin, which is compiled and tested.

import CryptoKit
import Foundation

/// Proves requests by DPoP (RFC 9449), with a key that cannot leave the Secure Enclave.
struct DeviceKey {
    let key: SecureEnclave.P256.Signing.PrivateKey

    /// A proof for one request; another request, also a repeated one, needs another.
    func proof(method: String, url: URL) throws -> String {
        let point = key.publicKey.rawRepresentation
        let jwk = ["kty": "EC", "crv": "P-256", "x": base64Url(point.prefix(32)), "y": base64Url(point.suffix(32))]
        let header: [String: Any] = ["typ": "dpop+jwt", "alg": "ES256", "jwk": jwk]
        let claims: [String: Any] = ["jti": UUID().uuidString, "htm": method, "htu": url.absoluteString,
                                     "iat": Int(Date().timeIntervalSince1970)]
        let signed = try [header, claims].map { base64Url(try JSONSerialization.data(withJSONObject: $0)) }
            .joined(separator: ".")
        return try signed + "." + base64Url(key.signature(for: Data(signed.utf8)).rawRepresentation)
    }
}

/// A request was answered, and refused; `error` is the answer's, such as `invalid_grant` or `wrong-code`.
struct Refused: Error {
    let status: Int
    let error: String
    let answer: [String: Any]
}

/// Requests of one app to one realm. A `URLError` means that the answer was lost.
struct Realm {
    /// The realm's URL, without a slash at the end.
    let url: String
    /// The app's client, a public one.
    let client: String
    /// Proves each request; without one, codes and tokens are bound to no key.
    var key: DeviceKey?

    private var tokenEndpoint: String { url + "/protocol/openid-connect/token" }

    /// Signs a user in by screens of the app: password, and a mailed code where the realm asks for one.
    /// - Parameters:
    ///   - device: what an earlier sign-in returned as `auth_session` with its tokens; a trusted device is asked for
    ///     no code
    ///   - trust: whether the user wants no code to be asked on this device again
    ///   - code: asks the user for the code of the mail with this reference, again after a wrong one; nil gives up
    /// - Returns: the token response; keep its `auth_session`, if there is one, in place of `device`
    func signIn(user: String, password: String, device: String? = nil, trust: Bool = false,
                code: (String) async -> String?) async throws -> [String: Any]? {
        let verifier = random()
        var answer = try await challenge(["scope": "openid", "username": user, "password": password,
                                          "code_challenge": sha256(verifier), "code_challenge_method": "S256",
                                          "auth_session": device])
        while answer["otp_required"] != nil {
            guard let typed = await code(answer["reference"] as? String ?? "") else { return nil }
            answer = try await challenge(["auth_session": answer["auth_session"] as? String, "otp": typed,
                                          "trust_device": String(trust)])
        }
        return try await token(["grant_type": "authorization_code", "code": answer["authorization_code"] as? String,
                                "code_verifier": verifier])
    }

    /// Redeems what the browser's redirect carried; with the scope `secret_code` the answer brings the app's code.
    func exchange(authorizationCode: String, verifier: String, redirect: String) async throws -> [String: Any] {
        try await token(["grant_type": "authorization_code", "code": authorizationCode, "code_verifier": verifier,
                         "redirect_uri": redirect])
    }

    /// Starts the app by its secret code. After a `URLError` call it again with the same code.
    /// - Parameter keep: writes the next code to the Keychain, before the tokens are used; not called for a code that
    ///   is bound to a key, which stays the same
    func start(secretCode: String, keep: (String) throws -> Void) async throws -> [String: Any] {
        let answer = try await token(["grant_type": "urn:latchkey:params:oauth:grant-type:secret-code",
                                      "scope": "openid", "secret_code": secretCode])
        if let next = answer["secret_code"] as? String { try keep(next) }
        return answer
    }

    /// Ends the secret code with what it has opened, then the session of the tokens, which may be the user's own
    /// sign-in. After an error the user may still be signed in: keep both, and try again.
    func signOut(secretCode: String, refreshToken: String) async throws {
        _ = try await post(url + "/latchkey-secret-codes/revocation", ["secret_code": secretCode])
        _ = try await post(url + "/protocol/openid-connect/revoke", ["token": refreshToken])
    }

    private func challenge(_ fields: [String: String?]) async throws -> [String: Any] {
        do {
            return try await post(url + "/latchkey-otp/authorize-challenge", fields)
        } catch let refused as Refused where refused.status == 403 && refused.answer["otp_required"] != nil {
            return refused.answer
        }
    }

    private func token(_ fields: [String: String?]) async throws -> [String: Any] {
        try await post(tokenEndpoint, fields)
    }

    private func post(_ address: String, _ fields: [String: String?]) async throws -> [String: Any] {
        guard let target = URL(string: address) else { throw URLError(.badURL) }
        var form = URLComponents()
        form.queryItems = [URLQueryItem(name: "client_id", value: client)]
            + fields.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        var request = URLRequest(url: target)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        // URLComponents leaves a plus sign as it is, which a form reads as a space.
        request.httpBody = Data((form.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B").utf8)
        if let key { request.setValue(try key.proof(method: "POST", url: target), forHTTPHeaderField: "DPoP") }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let answer = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
        guard status < 400 else {
            throw Refused(status: status, error: answer["error"] as? String ?? "", answer: answer)
        }
        return answer
    }
}

/// A new verifier for PKCE.
func random() -> String {
    base64Url(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
}

/// The challenge that belongs to a verifier.
func sha256(_ verifier: String) -> String {
    base64Url(Data(SHA256.hash(data: Data(verifier.utf8))))
}

func base64Url(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}
