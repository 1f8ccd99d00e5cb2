package dev.latchkey.sample.app

import java.math.BigInteger
import java.security.KeyPair
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.util.UUID
import org.json.JSONObject

/**
 * Proves requests by DPoP (RFC 9449).
 *
 * @param pair of curve P-256; on Android made in the Keystore, which signs and never gives the private key away
 */
class DeviceKey(private val pair: KeyPair) {

    /** A proof for one request; another request, also a repeated one, needs another. */
    fun proof(method: String, url: String): String {
        val point = (pair.public as ECPublicKey).w
        val jwk = mapOf("kty" to "EC", "crv" to "P-256", "x" to base64Url(bytes32(point.affineX)),
            "y" to base64Url(bytes32(point.affineY)))
        val header = mapOf("typ" to "dpop+jwt", "alg" to "ES256", "jwk" to jwk)
        val claims = mapOf("jti" to UUID.randomUUID().toString(), "htm" to method, "htu" to url,
            "iat" to System.currentTimeMillis() / 1000)
        val signed = listOf(header, claims).joinToString(".") { base64Url(JSONObject(it).toString().toByteArray()) }
        val signature = Signature.getInstance("SHA256withECDSA").run {
            initSign(pair.private)
            update(signed.toByteArray())
            sign()
        }
        return signed + '.' + base64Url(joseSignature(signature))
    }

    /** The two numbers of an ASN.1 signature, one after the other, as JOSE writes them. */
    private fun joseSignature(asn1: ByteArray): ByteArray {
        val first = asn1.copyOfRange(4, 4 + asn1[3])
        val second = asn1.copyOfRange(6 + first.size, asn1.size)
        return bytes32(BigInteger(first)) + bytes32(BigInteger(second))
    }

    private fun bytes32(number: BigInteger): ByteArray {
        val bytes = number.toByteArray()
        return ByteArray(maxOf(0, 32 - bytes.size)) + bytes.takeLast(32).toByteArray()
    }
}
