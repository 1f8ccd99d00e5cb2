<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
${mail.line(realmName)}

${msg("latchkeyExistsMail")}
${msg("latchkeyExistsMailAdvice")}

<@mail.request/>

${msg("latchkeyMailNotYou")}
${msg("latchkeyExistsMailNotYou")}
