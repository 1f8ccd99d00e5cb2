<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
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

<@mail.request/>

${msg("latchkeyMailNotYou")}
${verifying?then(msg("latchkeyMailNotYouVerify"), msg("latchkeyMailNotYouSignIn"))}

${msg("latchkeyMailNeverShare", realmName)}
