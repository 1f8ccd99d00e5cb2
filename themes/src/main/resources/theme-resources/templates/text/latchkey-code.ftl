<#ftl output_format="plainText">
<#assign verifying = latchkeyMail.purpose == "verify_email">
${realmName}
${msg("latchkeyReference")}: ${latchkeyMail.reference}

${verifying?then(msg("latchkeyMailIntroVerify"), msg("latchkeyMailIntroSignIn"))}

    ${latchkeyMail.code}

${msg("latchkeyMailExpiry", latchkeyMail.minutes)}
<#if latchkeyMail.link??>

${msg("latchkeyMailLinkIntro")}

${latchkeyMail.link}
</#if>

${msg("latchkeyMailDetails")}
${msg("latchkeyMailClient")}: ${latchkeyMail.client}
<#if latchkeyMail.device??>
${msg("latchkeyMailDevice")}: ${latchkeyMail.device}
</#if>
${msg("latchkeyMailIp")}: ${latchkeyMail.ip}
${msg("latchkeyMailTime")}: ${latchkeyMail.time}

${msg("latchkeyMailNotYou")}
${verifying?then(msg("latchkeyMailNotYouVerify"), msg("latchkeyMailNotYouSignIn"))}

${msg("latchkeyMailNeverShare", realmName)}
