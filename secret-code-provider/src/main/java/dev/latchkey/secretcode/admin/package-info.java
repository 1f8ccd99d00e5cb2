/** Endpoints of administrators. */
package dev.latchkey.secretcode.admin;
