package dev.latchkey.sample;

import java.io.IOException;

/** An attempt of a user in which a mailed code is asked for. */
public interface CodeDialog {

    /** @return whether a code or a further mail can still complete it */
    boolean underWay();

    /**
     * Has another code mailed; the one before is dead then.
     *
     * @return what the app shows next
     * @throws IOException if there was no answer; ask again
     */
    Step resend() throws IOException;
}
