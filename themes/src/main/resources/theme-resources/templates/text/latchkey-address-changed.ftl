<#ftl output_format="plainText">
<#import "latchkey-mail.ftl" as mail>
${realmName}

${msg("latchkeyAddressChangedMail", latchkeyMail.address)}

<@mail.request/>

${msg("latchkeyMailNotYou")}
${msg("latchkeyAddressChangedMailNotYou")}
