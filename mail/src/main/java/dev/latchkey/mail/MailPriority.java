package dev.latchkey.mail;

/** Which of a realm's waiting mails leave first, in the order of the values. */
public enum MailPriority {
    /** A user waits for it at a page. */
    CODE,
    /** No user waits for it. It gets half of its realm's slots in the queue at most. */
    NOTICE
}
