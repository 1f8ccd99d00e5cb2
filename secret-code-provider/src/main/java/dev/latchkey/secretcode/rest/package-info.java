/** REST of secret codes, for their owner and for admins. */
package dev.latchkey.secretcode.rest;
