/**
 * The quickstart: a real Keycloak with Latchkey, the demo realm and an inbox in one process group, until Ctrl-C.
 */
package dev.latchkey.quickstart;
