/** What templates of pages and mails are given, by the means of each line of Keycloak. */
package dev.latchkey.common.template;
