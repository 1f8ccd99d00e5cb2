package dev.latchkey.otp.mail;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.mail.MailContent;
import dev.latchkey.mail.sample.SampleMail;
import dev.latchkey.mail.sample.SampleMails;
import dev.latchkey.mail.sample.SampleRequest;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.rest.LinkAddress;

/** The mails with codes and links, and the one to the owner of an existing account, with sample data. */
public final class OtpSampleMails implements SampleMails {

    private static final String DIGITS = "1234567890";
    private static final String REFERENCE = "AB12";
    private static final String NO_CHALLENGE = "sample";

    @Override
    public List<SampleMail> mails() {
        return Stream.of(
                        Arrays.stream(Purpose.values()).filter(Purpose::byMail)
                                .map(purpose -> new SampleMail(purpose.id(), request -> code(request, purpose))),
                        Stream.of(new SampleMail("link_alone", OtpSampleMails::linkAlone)),
                        Stream.of(new SampleMail("account_exists", request -> AccountExistsMail.content(
                                request.realm(), SampleRequest.CLIENT, request.origin()))))
                .flatMap(mails -> mails).toList();
    }

    private static MailContent code(SampleRequest request, Purpose purpose) {
        EmailOtpPolicy policy = EmailOtpPolicy.of(request.realm());
        Optional<URI> base = FrontendUrl.fixed(request.session());
        return mail(request, purpose, Optional.of(DIGITS.substring(0, policy.codeLength())),
                policy.linkEnabled() ? link(request, base) : Optional.empty(), base);
    }

    private static MailContent linkAlone(SampleRequest request) {
        Optional<URI> base = FrontendUrl.fixed(request.session());
        return mail(request, Purpose.PASSWORD_RESET, Optional.empty(), link(request, base), base);
    }

    private static MailContent mail(SampleRequest request, Purpose purpose, Optional<String> code,
            Optional<String> link, Optional<URI> base) {
        long minutes = EmailOtpPolicy.of(request.realm()).lifetime().toMinutes();
        return new CodeMail(purpose, code, REFERENCE, minutes, SampleRequest.CLIENT, link,
                purpose == Purpose.SECOND_FACTOR && EmailOtpPolicy.of(request.realm()).matchesNumbers(), base)
                .content(request.realm(), request.origin());
    }

    /** A link to no challenge: its page says that the link is no longer valid. */
    private static Optional<String> link(SampleRequest request, Optional<URI> base) {
        return base.map(address -> LinkAddress.of(address, request.realm(), NO_CHALLENGE)
                .queryParam(LinkAddress.TOKEN, NO_CHALLENGE).build().toString());
    }
}
