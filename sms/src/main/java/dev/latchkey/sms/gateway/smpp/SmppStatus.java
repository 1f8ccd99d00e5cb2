package dev.latchkey.sms.gateway.smpp;

import dev.latchkey.mail.ServerAnswer;
import org.jsmpp.SMPPConstant;

/** What the command status of an answer to a text means: with every one but 0 the text was not accepted. */
final class SmppStatus {

    private SmppStatus() {
    }

    /**
     * @param status not 0
     * @return what it means
     */
    static ServerAnswer of(int status) {
        return switch (status) {
            // the message centre, or what the operator has set up there
            case SMPPConstant.STAT_ESME_RTHROTTLED, SMPPConstant.STAT_ESME_RMSGQFUL, SMPPConstant.STAT_ESME_RSYSERR,
                    SMPPConstant.STAT_ESME_RINVBNDSTS, SMPPConstant.STAT_ESME_RINVSRCADR,
                    SMPPConstant.STAT_ESME_RINVSRCTON, SMPPConstant.STAT_ESME_RINVSRCNPI,
                    SMPPConstant.STAT_ESME_RINVSERTYP, SMPPConstant.STAT_ESME_RINVSYSTYP -> ServerAnswer.FAULT;
            // perhaps this number alone, for now
            case SMPPConstant.STAT_ESME_RX_T_APPN, SMPPConstant.STAT_ESME_RSUBMITFAIL -> ServerAnswer.REFUSED;
            case SMPPConstant.STAT_ESME_RUNKNOWNERR -> ServerAnswer.UNKNOWN;
            default -> ServerAnswer.REFUSED_FOR_GOOD;
        };
    }
}
