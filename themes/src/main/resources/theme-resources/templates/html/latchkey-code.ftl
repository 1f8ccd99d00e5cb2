<#import "latchkey-mail.ftl" as mail>
<#assign intro = {
  "second_factor": msg("latchkeyMailIntroSignIn"),
  "first_factor": msg("latchkeyMailIntroSignIn"),
  "signup": msg("latchkeyMailIntroSignUp"),
  "password_reset": msg("latchkeyMailIntroReset"),
  "verify_email": msg("latchkeyMailIntroVerify")
}[latchkeyMail.purpose]>
<#assign button = {
  "second_factor": msg("latchkeyMailLinkButtonSignIn"),
  "first_factor": msg("latchkeyMailLinkButtonSignIn"),
  "signup": msg("latchkeyMailLinkButtonVerify"),
  "password_reset": msg("latchkeyMailLinkButtonReset"),
  "verify_email": msg("latchkeyMailLinkButtonVerify")
}[latchkeyMail.purpose]>
<#assign notYou = {
  "second_factor": msg("latchkeyMailNotYouSignIn"),
  "first_factor": msg("latchkeyMailNotYouPasswordless"),
  "signup": msg("latchkeyMailNotYouSignUp"),
  "password_reset": msg("latchkeyMailNotYouReset"),
  "verify_email": msg("latchkeyMailNotYouVerify")
}[latchkeyMail.purpose]>
<#-- The preview is the reference, never the code, which a locked screen would give away. -->
<@mail.page preview=msg("latchkeyMailPreview", latchkeyMail.reference)>
  <p class="soft" style="margin: 0 0 20px; font-size: 14px; color: #595959;">${msg("latchkeyReference")}: <strong dir="ltr" style="letter-spacing: 1px;">${latchkeyMail.reference}</strong></p>
  <#if latchkeyMail.code??>
  <p style="margin: 0 0 16px;">${intro}</p>
  <p class="code" dir="ltr" style="margin: 0 0 16px; padding: 16px 8px; background-color: #f5f5f5; border: 1px solid #d2d2d2; border-radius: 6px; color: #151515; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 32px; line-height: 1.2; font-weight: 700; letter-spacing: 4px; text-align: center; white-space: nowrap;">${latchkeyMail.code}</p>
  <p style="margin: 0 0 24px;">${msg("latchkeyMailExpiry", latchkeyMail.minutes)}</p>
  </#if>
  <#if latchkeyMail.link??>
    <p style="margin: 0 0 12px;">${latchkeyMail.code???then(latchkeyMail.number?then(msg("latchkeyMailLinkIntroNumber"), msg("latchkeyMailLinkIntro")), msg("latchkeyMailLinkAlone", latchkeyMail.minutes))}</p>
    <table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin: 0 0 24px; background-color: ${mail.color}; border-radius: 6px; border-collapse: separate;">
      <tr>
        <td align="center" style="border-radius: 6px;">
          <a href="${latchkeyMail.link}" style="display: inline-block; padding: 12px 24px; background-color: ${mail.color}; border-radius: 6px; color: ${mail.onColor}; font-weight: 600; text-decoration: none;">${button}</a>
        </td>
      </tr>
    </table>
  </#if>
  <@mail.request/>
  <@mail.heading>${msg("latchkeyMailNotYou")}</@mail.heading>
  <p style="margin: 0 0 12px; font-size: 14px;">${notYou}</p>
  <p class="soft" style="margin: 0; font-size: 14px; color: #595959;">${latchkeyMail.code???then(msg("latchkeyMailNeverShare", realmName), msg("latchkeyMailNeverShareLink", realmName))}</p>
</@mail.page>
