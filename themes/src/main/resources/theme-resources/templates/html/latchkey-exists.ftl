<#import "latchkey-mail.ftl" as mail>
<@mail.page preview=msg("latchkeyExistsMail")>
  <p style="margin: 20px 0 12px;">${msg("latchkeyExistsMail")}</p>
  <p style="margin: 0 0 24px;">${msg("latchkeyExistsMailAdvice")}</p>
  <@mail.request/>
  <@mail.heading>${msg("latchkeyMailNotYou")}</@mail.heading>
  <p style="margin: 0; font-size: 14px;">${msg("latchkeyExistsMailNotYou")}</p>
</@mail.page>
