/** The endpoint of administrators that shows and resumes deliveries. */
package dev.latchkey.webhook.admin;
