/** The OAuth grant that redeems a secret code, and the mapper that issues one. */
package dev.latchkey.secretcode.grant;
