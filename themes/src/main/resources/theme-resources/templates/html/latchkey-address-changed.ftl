<#import "latchkey-mail.ftl" as mail>
<@mail.page preview=msg("latchkeyAddressChangedMail", latchkeyMail.address)>
  <p style="margin: 20px 0 24px; overflow-wrap: anywhere; word-break: break-word;">${msg("latchkeyAddressChangedMail", latchkeyMail.address)}</p>
  <@mail.request/>
  <@mail.heading>${msg("latchkeyMailNotYou")}</@mail.heading>
  <p style="margin: 0; font-size: 14px;">${msg("latchkeyAddressChangedMailNotYou")}</p>
</@mail.page>
