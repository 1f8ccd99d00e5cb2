<#import "template.ftl" as layout>
<#import "latchkey-parts.ftl" as parts>
<@layout.registrationLayout; section>
  <#if section == "header">
    ${msg("requiredAction.latchkey-verify-phone")}
  <#elseif section == "show-username">
    <@parts.usernameLabel/>
  <#elseif section == "form">
    <@parts.assets/>
    <div id="latchkey-sent-text" class="latchkey">
      <#-- In the characters that keep their order in scripts that are written from right to left. -->
      <p id="latchkey-sent-text-ask">
        ${msg("latchkeySentTextAsk", "\x2066" + latchkey.word + "\x2069", "\x2066" + latchkey.serviceNumber + "\x2069")}
      </p>
      <p><a id="latchkey-sent-text-open" dir="ltr"
            href="sms:${latchkey.serviceNumber}?body=${latchkey.word}">${latchkey.serviceNumber}</a></p>
      <form id="latchkey-sent-text-form" class="${properties.kcFormClass!}"
            action="${url.loginAction}" method="post" novalidate>
        <@parts.actions>
          <@parts.primaryButton id="latchkey-sent-text-continue" name="sent" value="true">
            ${msg("latchkeyContinue")}
          </@parts.primaryButton>
        </@parts.actions>
        <@parts.quietButton id="latchkey-sent-text-code" name="code-instead" value="true">
          ${msg("latchkeySend")}
        </@parts.quietButton>
        <#if !(latchkey.signUp!false)>
          <@parts.quietButton id="latchkey-sent-text-another" name="another" value="true">
            ${msg("latchkeyPhoneOther")}
          </@parts.quietButton>
        </#if>
      </form>
      <#if latchkey.signUp!false>
        <p class="latchkey-end">
          <a id="latchkey-other-address" class="${parts.quietClasses()}"
             href="${url.loginRestartFlowUrl}">${msg("latchkeyPhoneOther")}</a>
        </p>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
