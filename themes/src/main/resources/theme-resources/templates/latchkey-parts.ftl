<#-- What the login pages of Latchkey share. Written against the class names that a theme gives in its properties,
     so that the pages look native under keycloak.v2 and still work under the older keycloak and base themes. -->

<#-- Only keycloak.v2 draws the border of a field around the input; the older themes draw it on the input. -->
<#function framed>
  <#return properties.kcFormControlUtilClass??>
</#function>

<#-- Browsers keep a theme's files until Keycloak changes; the version fetches them anew when Latchkey does. -->
<#macro assets>
  <link href="${url.resourcesPath}/css/latchkey.css?v=@project.version@" rel="stylesheet">
  <script type="module" src="${url.resourcesPath}/js/latchkey.js?v=@project.version@"></script>
</#macro>

<#-- keycloak.v2 shows the user name in a field whose label points nowhere; this one, with the same words, names it. -->
<#macro usernameLabel>
  <#if framed()>
    <label for="kc-attempted-username" class="latchkey-sr"><#rt>
      <#lt><#if !realm.loginWithEmailAllowed>${msg("username")}<#rt>
      <#lt><#elseif !realm.registrationEmailAsUsername>${msg("usernameOrEmail")}<#rt>
      <#lt><#else>${msg("email")}</#if></label>
  </#if>
</#macro>

<#macro facts reference=true>
  <#if latchkey.maskedAddress?? || latchkey.typed??>
    <dl class="latchkey-facts">
      <div>
        <dt>${((latchkey.channel!"email") != "email")?then(
            (latchkey.typed??)?then(msg("latchkeyPhoneLabel"), msg("latchkeyMessageSentTo")),
            (latchkey.typed?? && latchkey.purpose != "signup")?then(msg("usernameOrEmail"), msg("latchkeyAddress")))}</dt>
        <dd><bdi id="latchkey-address">${latchkey.typed!latchkey.maskedAddress}</bdi></dd>
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

<#-- A field with its label and error. Its content is asked for part by part: as "input", in a group also as
     the "button" beside it, and as "hint" below the error. -->
<#macro field id label grouped=false>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormGroupLabelClass!} ${properties.kcLabelWrapperClass!}">
      <label for="${id}" class="${properties.kcLabelClass!}"><#rt>
        <#lt><span class="${properties.kcFormLabelTextClass!}">${label}</span></label>
    </div>
    <div class="${properties.kcInputWrapperClass!}">
      <#local error = messagesPerField.existsError(id)>
      <#if grouped>
        <div class="${properties.kcInputGroup!}"<#if !framed()> dir="ltr"</#if>>
      </#if>
      <#if framed()>
        <#if grouped><div class="${properties.kcInputGroupItemClass!} ${properties.kcFill!}"></#if>
        <span class="${properties.kcInputClass!}<#if error> ${properties.kcError!}</#if>">
      </#if>
      <#nested "input">
      <#if framed()>
        <#if error>
          <span class="${properties.kcFormControlUtilClass!}"><#rt>
            <#lt><span class="${properties.kcInputErrorIconStatusClass!}"><#rt>
            <#lt><i class="${properties.kcInputErrorIconClass!}" aria-hidden="true"></i></span></span>
        </#if>
        </span>
        <#if grouped></div><div class="${properties.kcInputGroupItemClass!}"></#if>
      </#if>
      <#if grouped>
          <#nested "button">
        <#if framed()></div></#if>
        </div>
      </#if>
      <div class="${properties.kcFormHelperTextClass!}" aria-live="polite">
        <#if error>
          <div class="${properties.kcInputHelperTextClass!}">
            <div id="input-error-${id}" class="${properties.kcInputHelperTextItemClass!} ${properties.kcError!}">
              <span class="${properties.kcInputErrorMessageClass!}">${messagesPerField.get(id)}</span>
            </div>
          </div>
        </#if>
      </div>
      <#nested "hint">
    </div>
  </div>
</#macro>

<#macro password id label autofocus=false>
  <#local error = messagesPerField.existsError(id)>
  <#-- A theme without icons for the button has no such button. -->
  <#local toggle = properties.kcFormPasswordVisibilityIconShow??>
  <@field id=id label=label grouped=toggle; part>
    <#if part == "button">
      <button id="${id}-show-password" class="${properties.kcFormPasswordVisibilityButtonClass!}" type="button"
              aria-label="${msg("showPassword")}" aria-controls="${id}" data-password-toggle
              data-icon-show="${properties.kcFormPasswordVisibilityIconShow}"
              data-icon-hide="${properties.kcFormPasswordVisibilityIconHide!}"
              data-label-show="${msg("showPassword")}" data-label-hide="${msg("hidePassword")}">
        <i class="${properties.kcFormPasswordVisibilityIconShow}" aria-hidden="true"></i>
      </button>
    <#elseif part == "input">
      <input id="${id}" name="${id}" type="password" value="" dir="ltr" required autocomplete="new-password"<#rt>
             <#lt><#if !framed()> class="${properties.kcInputClass!}"</#if><#if autofocus> autofocus</#if><#rt>
             <#lt><#if error> aria-invalid="true" aria-describedby="input-error-${id}"</#if>>
    </#if>
  </@field>
</#macro>

<#-- The themes name the classes of a checkbox differently, and the base theme not at all. -->
<#macro checkbox id name value label hint checked=false>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcInputWrapperClass!}">
      <div class="${properties.kcCheckboxClass!properties.kcInputClassCheckbox!} latchkey-check">
        <input type="checkbox" id="${id}" name="${name}" value="${value}" aria-describedby="${id}-hint"<#rt>
               <#lt> class="${properties.kcCheckboxInputClass!properties.kcInputClassCheckboxInput!}"<#rt>
               <#lt><#if checked> checked</#if>>
        <label for="${id}"<#rt>
               <#lt> class="${properties.kcCheckboxLabelClass!properties.kcInputClassCheckboxLabel!}">${label}</label>
      </div>
      <div id="${id}-hint"<#rt>
           <#lt> class="${properties.kcFormHelperTextClass!properties.kcInputHelperTextAfterClass!}">${hint}</div>
    </div>
  </div>
</#macro>

<#macro actions>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormActionGroupClass!} ${properties.kcFormButtonsClass!}">
      <#nested>
    </div>
  </div>
</#macro>

<#function quietClasses>
  <#local kind = properties.kcButtonLinkClass!properties.kcButtonDefaultClass!>
  <#return "${properties.kcButtonClass!} ${kind} ${properties.kcButtonBlockClass!}">
</#function>

<#macro button id classes name value describedBy>
  <button type="submit" id="${id}" class="${classes}"<#rt>
          <#lt><#if name?has_content> name="${name}" value="${value}"</#if><#rt>
          <#lt><#if describedBy?has_content> aria-describedby="${describedBy}"</#if>><#nested></button>
</#macro>

<#macro primaryButton id name="" value="" describedBy="">
  <#local kind = "${properties.kcButtonPrimaryClass!} ${properties.kcButtonLargeClass!}">
  <#local classes = "${properties.kcButtonClass!} ${kind} ${properties.kcButtonBlockClass!}">
  <@button id=id classes=classes name=name value=value describedBy=describedBy><#nested></@button>
</#macro>

<#macro quietButton id name="" value="" describedBy="">
  <@button id=id classes=quietClasses() name=name value=value describedBy=describedBy><#nested></@button>
</#macro>
