package dev.latchkey.mail.sample;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The mails that one module sends, with sample data; found by Java's {@link ServiceLoader}. */
public interface SampleMails {

    /** @return each mail that the module may send */
    List<SampleMail> mails();

    /** @return the mails of all modules, by id */
    static List<SampleMail> all() {
        return ServiceLoader.load(SampleMails.class, SampleMails.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get).map(SampleMails::mails).flatMap(List::stream)
                .sorted(Comparator.comparing(SampleMail::id)).toList();
    }
}
