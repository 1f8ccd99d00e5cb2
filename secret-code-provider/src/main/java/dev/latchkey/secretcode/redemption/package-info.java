/** How a secret code is issued, verified and redeemed. */
package dev.latchkey.secretcode.redemption;
