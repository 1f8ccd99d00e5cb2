<#-- What the login pages of Latchkey share. Written against the class names that a theme gives in its properties,
     so that the pages look native under keycloak.v2 and still work under the older keycloak and base themes. -->

<#-- Only keycloak.v2 draws the border of a field around the input; the older themes draw it on the input. -->
<#function framed>
  <#return properties.kcFormControlUtilClass??>
</#function>

<#macro assets script=false>
  <link href="${url.resourcesPath}/css/latchkey.css" rel="stylesheet">
  <#if script>
    <script type="module" src="${url.resourcesPath}/js/latchkey.js"></script>
  </#if>
</#macro>

<#-- keycloak.v2 shows the user name in a field whose label points nowhere; this one names it. -->
<#macro usernameLabel>
  <#if framed()>
    <label for="kc-attempted-username" class="latchkey-sr">${msg("latchkeyAccount")}</label>
  </#if>
</#macro>

<#macro facts reference=true>
  <#if latchkey.maskedEmail??>
    <dl class="latchkey-facts">
      <div>
        <dt>${msg("latchkeyAddress")}</dt>
        <dd><bdi id="latchkey-address">${latchkey.maskedEmail}</bdi></dd>
      </div>
      <#if reference && latchkey.reference??>
        <div>
          <dt>${msg("latchkeyReference")}</dt>
          <dd><strong id="latchkey-reference" dir="ltr">${latchkey.reference}</strong></dd>
        </div>
      </#if>
    </dl>
  </#if>
</#macro>

<#macro alert type>
  <div class="${properties.kcAlertClass!} pf-m-${type}">
    <div class="${properties.kcAlertIconClass!"pf-c-alert__icon"}">
      <span class="${properties.kcFeedbackWarningIcon!}" aria-hidden="true"></span>
    </div>
    <span class="${properties.kcAlertTitleClass!} kc-feedback-text"><#nested></span>
  </div>
</#macro>

<#macro actions>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormActionGroupClass!} ${properties.kcFormButtonsClass!}">
      <#nested>
    </div>
  </div>
</#macro>

<#macro primaryButton id name="" value="" describedBy="">
  <button type="submit" id="${id}"<#if name?has_content> name="${name}" value="${value}"</#if><#rt>
          <#lt><#if describedBy?has_content> aria-describedby="${describedBy}"</#if><#rt>
          <#lt> class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}"><#rt>
    <#lt><#nested></button>
</#macro>

<#macro quietButton id name value describedBy="">
  <button type="submit" id="${id}" name="${name}" value="${value}"<#rt>
          <#lt><#if describedBy?has_content> aria-describedby="${describedBy}"</#if><#rt>
          <#lt> class="${properties.kcButtonClass!} ${properties.kcButtonLinkClass!properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!}"><#rt>
    <#lt><#nested></button>
</#macro>
