package dev.latchkey.it.server;

/** The ways by which an app gets tokens of a user at Keycloak's token endpoint. */
enum GrantWay {
    AUTHORIZATION_CODE, REFRESH, TOKEN_EXCHANGE, PERMISSIONS, DEVICE, BACKCHANNEL, PASSWORD
}
