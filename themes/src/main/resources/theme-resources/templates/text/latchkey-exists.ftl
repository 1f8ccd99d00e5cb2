<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
${realmName}

${msg("latchkeyExistsMail")}
${msg("latchkeyExistsMailAdvice")}

<@mail.request/>

${msg("latchkeyMailNotYou")}
${msg("latchkeyExistsMailNotYou")}
