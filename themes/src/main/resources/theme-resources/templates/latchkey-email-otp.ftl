<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<#assign codeError = messagesPerField.existsError("code")>
<#assign mail = (latchkey.channel!"email") == "email">
<#assign title = {
  "first_factor": msg("latchkeyTitleSignIn"),
  "second_factor": msg("latchkeyTitleSignIn"),
  "signup": msg("latchkeyTitleVerify"),
  "password_reset": msg("latchkeyTitleSignIn"),
  "verify_email": msg("latchkeyTitleVerify"),
  "new_address": msg("latchkeyTitleVerify")
}[latchkey.purpose]>
<#assign button = {
  "first_factor": msg("latchkeySignIn"),
  "second_factor": msg("latchkeySignIn"),
  "signup": msg("latchkeyVerify"),
  "password_reset": msg("latchkeyContinue"),
  "verify_email": msg("latchkeyVerify"),
  "new_address": msg("latchkeyVerify")
}[latchkey.purpose]>
<#assign waiting = (latchkey.resendInSeconds!0) gt 0>
<#assign hint = waiting?then("latchkey-resend-hint", "")>
<#if codeError>
  <#assign described = "input-error-code latchkey-code-hint">
<#elseif message?has_content>
  <#assign described = "latchkey-message latchkey-code-hint">
<#else>
  <#assign described = "latchkey-code-hint">
</#if>
<@layout.registrationLayout displayMessage=!codeError; section>
  <#if section == "header">
    <#if latchkey.locked>${msg("latchkeyTitleLinkStopped")}<#else>${mail?then(title, msg("latchkeyMessageTitle"))}</#if>
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-email-otp" class="latchkey"
         data-expires="<#if latchkey.live && latchkey.expiresInSeconds??>${latchkey.expiresInSeconds?c}</#if>"
         data-wait="<#if waiting>${latchkey.resendInSeconds?c}</#if>"
         data-text-clock="${msg("latchkeyValidForClock", "{0}")}"
         data-text-until="${msg("latchkeyValidUntil", "{0}")}"
         data-text-soon="${msg("latchkeyExpiresSoon")}"
         data-text-expired="${msg("latchkeyCodeExpired")}"
         data-text-wait="${mail?then(msg("latchkeyWaitClock", "{0}"), msg("latchkeyMessageWaitClock", "{0}"))}"
         data-text-ready="${mail?then(msg("latchkeyResendReady"), msg("latchkeyMessageReady"))}"
         data-status-url="${latchkey.statusUrl!}">
      <#-- Filled by the script: a live region is read out only when its text changes after it is there. -->
      <div id="latchkey-status" class="latchkey-sr" role="status" aria-atomic="false"></div>
      <#if message?has_content && !codeError>
        <#-- The layout shows this message, but gives it no id that the field could refer to. -->
        <span id="latchkey-message" hidden>${message.summary}</span>
      </#if>

      <#if !latchkey.locked>
        <#if !message?has_content && (latchkey.delivery!"") == "retrying">
          <@parts.alert type="warning">${mail?then(msg("latchkeyMailRetrying"), msg("latchkeyMessageFailed"))}</@parts.alert>
        <#elseif !message?has_content && (latchkey.delivery!"") == "failed">
          <@parts.alert type="warning">${mail?then(msg("latchkeyMailFailed"), msg("latchkeyMessageFailed"))}</@parts.alert>
        <#elseif !message?has_content && (latchkey.delivery!"") == "bounced">
          <@parts.alert type="warning">${msg("latchkeyMessageBounced")}</@parts.alert>
        </#if>

        <#if latchkey.live && (latchkey.delivery!"sent") != "failed">
          <p>
            <#if !mail && latchkey.typed??>
              ${msg("latchkeyPhoneIntroNeutral", latchkey.codeLength)}
            <#elseif (latchkey.delivery!"") == "delivered" && !mail>
              ${msg("latchkeyMessageDelivered")}
            <#elseif latchkey.channel == "sms">
              ${msg("latchkeyPhoneIntro", latchkey.codeLength)}
            <#elseif !mail>
              ${msg("latchkeyMessageIntro", latchkey.codeLength)}
            <#elseif latchkey.typed?? && !latchkey.codeMailed>
              ${msg("latchkeyIntroLinkAlone")}
            <#elseif latchkey.typed?? && latchkey.purpose == "signup">
              ${msg("latchkeyIntroSignUp", latchkey.codeLength)}
            <#elseif latchkey.typed??>
              ${msg("latchkeyIntroNeutral", latchkey.codeLength)}
            <#elseif (latchkey.delivery!"sent") == "sent">
              ${msg("latchkeyIntroSent", latchkey.codeLength)}
            <#else>
              ${msg("latchkeyIntroSending", latchkey.codeLength)}
            </#if>
            <#if latchkey.linkEnabled && latchkey.codeMailed>
              ${msg("latchkeyLinkHint")}
            </#if>
          </p>
        <#elseif !latchkey.live && !message?has_content>
          <p>${mail?then(msg("latchkeyIntroNone"), msg("latchkeyMessageNone"))}</p>
        </#if>
        <@parts.facts reference=latchkey.live && mail/>

        <#if latchkey.live && latchkey.codeMailed>
          <form id="latchkey-code-form" class="${properties.kcFormClass!}"
                action="${url.loginAction}" method="post" novalidate>
            <@parts.field id="code" label=msg("latchkeyCodeLabel"); part>
              <#if part == "input">
                <input id="code" name="code" type="text" value="" dir="ltr" autofocus required
                       class="latchkey-code<#if !parts.framed()> ${properties.kcInputClass!}</#if>"
                       inputmode="numeric" autocomplete="one-time-code" autocapitalize="off" spellcheck="false"
                       <#if codeError>aria-invalid="true"</#if>
                       aria-describedby="${described}">
              <#else>
                <div id="latchkey-code-hint"
                     class="${properties.kcFormHelperTextClass!properties.kcInputHelperTextAfterClass!} latchkey-hint">
                  <#if latchkey.expiresInMinutes??>
                    <span id="latchkey-expiry">${msg("latchkeyValidFor", latchkey.expiresInMinutes)}</span>
                  </#if>
                  <#if latchkey.attemptsLeft??>
                    <span id="latchkey-attempts">${msg("latchkeyAttemptsLeft", latchkey.attemptsLeft)}</span>
                  </#if>
                </div>
              </#if>
            </@parts.field>
            <#if latchkey.trustDays??>
              <@parts.checkbox id="latchkey-trust" name="trust" value="yes" checked=latchkey.trustChecked!false
                               label=msg("latchkeyTrustBox", latchkey.trustDays) hint=msg("latchkeyTrustAdvice")/>
            </#if>
            <@parts.actions>
              <@parts.primaryButton id="kc-login" name="login" value="true">
                ${button}
              </@parts.primaryButton>
            </@parts.actions>
            <#if latchkey.number??>
              <div class="latchkey-number" role="group" aria-labelledby="latchkey-number-intro">
                <p id="latchkey-number-intro">${msg("latchkeyNumberIntro")}</p>
                <p><strong id="latchkey-number" dir="ltr">${latchkey.number}</strong></p>
                <p class="latchkey-hint">${msg("latchkeyNumberSecret")}</p>
                <@parts.quietButton id="latchkey-confirmed" name="confirmed" value="true"
                                    describedBy="latchkey-number">
                  ${msg("latchkeyNumberConfirmed")}
                </@parts.quietButton>
              </div>
            </#if>
          </form>
        </#if>

        <#if (latchkey.resendsLeft!0) gt 0>
          <form id="latchkey-resend-form" class="latchkey-resend" action="${url.loginAction}" method="post">
            <#if waiting>
              <p id="latchkey-resend-hint" class="latchkey-hint">${mail?then(msg("latchkeyWait", latchkey.resendInSeconds), msg("latchkeyMessageWait", latchkey.resendInSeconds))}</p>
            </#if>
            <#if latchkey.live>
              <@parts.quietButton id="latchkey-resend" name="resend" value="true" describedBy=hint>
                ${mail?then(msg("latchkeyResend"), msg("latchkeySend"))}
              </@parts.quietButton>
            <#else>
              <@parts.primaryButton id="latchkey-resend" name="resend" value="true" describedBy=hint>
                ${msg("latchkeySend")}
              </@parts.primaryButton>
            </#if>
          </form>
        <#else>
          <#-- While the code is alive a restart leads back to it: the script shows the link when it has expired. -->
          <#assign waits = latchkey.live && latchkey.codeMailed>
          <#if waits>
            <p id="latchkey-next-code" class="latchkey-hint">${msg("latchkeyNextCode")}</p>
          </#if>
          <p id="latchkey-again" class="latchkey-end"<#if waits> hidden</#if>>
            <a id="latchkey-restart" class="${parts.quietClasses()}" href="${url.loginRestartFlowUrl}">${msg("latchkeyRestart")}</a>
          </p>
        </#if>
      <#else>
        <p class="latchkey-end">
          <a id="latchkey-restart" class="${parts.quietClasses()}" href="${url.loginRestartFlowUrl}">${msg("latchkeyLinkBack")}</a>
        </p>
      </#if>
      <#if latchkey.another!false>
        <form id="latchkey-another-form" action="${url.loginAction}" method="post">
          <@parts.quietButton id="latchkey-another" name="another" value="true">
            ${msg("latchkeyPhoneOther")}
          </@parts.quietButton>
        </form>
      </#if>
      <#if latchkey.purpose == "signup" && !(latchkey.invited!false)>
        <p class="latchkey-end">
          <#if mail>${msg("latchkeyNotYourAddress")}</#if>
          <a id="latchkey-other-address" class="${parts.quietClasses()}"
             href="${url.loginRestartFlowUrl}">${mail?then(msg("latchkeyOtherAddress"), msg("latchkeyPhoneOther"))}</a>
        </p>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
