/** The OAuth grant that redeems a secret code, and the mapper that hands one out. */
package dev.latchkey.secretcode.grant;
