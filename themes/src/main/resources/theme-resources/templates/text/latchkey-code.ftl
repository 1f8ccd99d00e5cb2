<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
<#assign intro = {
  "second_factor": msg("latchkeyMailIntroSignIn"),
  "first_factor": msg("latchkeyMailIntroSignIn"),
  "signup": msg("latchkeyMailIntroSignUp"),
  "password_reset": msg("latchkeyMailIntroReset"),
  "verify_email": msg("latchkeyMailIntroVerify")
}[latchkeyMail.purpose]>
<#assign notYou = {
  "second_factor": msg("latchkeyMailNotYouSignIn"),
  "first_factor": msg("latchkeyMailNotYouPasswordless"),
  "signup": msg("latchkeyMailNotYouSignUp"),
  "password_reset": msg("latchkeyMailNotYouReset"),
  "verify_email": msg("latchkeyMailNotYouVerify")
}[latchkeyMail.purpose]>
${mail.line(realmName)}
${msg("latchkeyReference")}: ${latchkeyMail.reference}

<#if latchkeyMail.code??>
${intro}

    ${latchkeyMail.code}

${msg("latchkeyMailExpiry", latchkeyMail.minutes)}
</#if>
<#if latchkeyMail.link??>

${latchkeyMail.code???then(latchkeyMail.number?then(msg("latchkeyMailLinkIntroNumber"), msg("latchkeyMailLinkIntro")), msg("latchkeyMailLinkAlone", latchkeyMail.minutes))}

${latchkeyMail.link}
</#if>

<@mail.request/>

${msg("latchkeyMailNotYou")}
${notYou}

${latchkeyMail.code???then(msg("latchkeyMailNeverShare", mail.line(realmName)), msg("latchkeyMailNeverShareLink", mail.line(realmName)))}
<#-- Binds the code to this domain: the line has a fixed form and must be the last one. -->
<#if latchkeyMail.boundCode??>

${latchkeyMail.boundCode}<#rt>
</#if>
