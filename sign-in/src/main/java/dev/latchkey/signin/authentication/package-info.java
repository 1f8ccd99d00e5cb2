/** What steps of a flow have in common. */
package dev.latchkey.signin.authentication;
