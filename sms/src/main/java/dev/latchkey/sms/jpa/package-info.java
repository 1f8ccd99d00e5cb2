/** What texts have cost, and the accounts that telephone numbers name: entities, statements and purges. */
package dev.latchkey.sms.jpa;
