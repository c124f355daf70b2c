// The one ordered table of built-in rules. Order decides nothing but ties and listings; families stand as in the docs.

import type { Rule } from "../rule.ts";
import { accountRules } from "./account.ts";
import { addressCaptionedRules } from "./address-captioned.ts";
import { addressCnRules } from "./address-cn.ts";
import { addressPlaceRules } from "./address-place.ts";
import { addressStreetRules } from "./address-street.ts";
import { assignmentRules } from "./assignment.ts";
import { authRules } from "./auth.ts";
import { awsRules } from "./aws.ts";
import { azureRules } from "./azure.ts";
import { bankAccountRules } from "./bank-account.ts";
import { birthDateRules } from "./birth-date.ts";
import { cardRules } from "./card.ts";
import { chatRules } from "./chat.ts";
import { ciRules } from "./ci.ts";
import { cloudRules } from "./cloud.ts";
import { cloudCnRules } from "./cloud-cn.ts";
import { commandLineRules } from "./command-line.ts";
import { commerceRules } from "./commerce.ts";
import { commonPasswordRules } from "./common-password.ts";
import { companyRules } from "./company.ts";
import { contentRules } from "./content.ts";
import { credentialCallRules } from "./credential-call.ts";
import { credentialPairRules } from "./credential-pair.ts";
import { crmRules } from "./crm.ts";
import { cryptoKeyRules } from "./crypto-keys.ts";
import { databaseRules } from "./databases.ts";
import { deviceRules } from "./device.ts";
import { devopsRules } from "./devops.ts";
import { emailRules } from "./email.ts";
import { githubRules } from "./github.ts";
import { gitlabRules } from "./gitlab.ts";
import { googleRules } from "./google.ts";
import { healthUsRules } from "./health-us.ts";
import { homeFolderRules } from "./home-folder.ts";
import { httpHeaderRules } from "./http-headers.ts";
import { ibanRules } from "./iban.ts";
import { identityAsiaRules } from "./identity-asia.ts";
import { identityCnRules } from "./identity-cn.ts";
import { identityCodeRules } from "./identity-codes.ts";
import { identityEasternRules } from "./identity-eastern.ts";
import { identityGermanRules } from "./identity-german.ts";
import { identityLatinRules } from "./identity-latin.ts";
import { identityNorthAmericaRules } from "./identity-north-america.ts";
import { identityNorthernRules } from "./identity-northern.ts";
import { identityRomanceRules } from "./identity-romance.ts";
import { identitySouthRules } from "./identity-south.ts";
import { identityUkRules } from "./identity-uk.ts";
import { identityUsRules } from "./identity-us.ts";
import { ipRules } from "./ip.ts";
import { jwtRules } from "./jwt.ts";
import { labelledIdRules } from "./labelled-ids.ts";
import { llmRules } from "./llm.ts";
import { macRules } from "./mac.ts";
import { messagingRules } from "./messaging.ts";
import { mrzRules } from "./mrz.ts";
import { networkConfigRules } from "./network-config.ts";
import { observabilityRules } from "./observability.ts";
import { optInRules } from "./opt-in.ts";
import { otpRules } from "./otp.ts";
import { packageRules } from "./packages.ts";
import { pairedLineRules } from "./paired-lines.ts";
import { papersCnRules } from "./papers-cn.ts";
import { passportRules } from "./passport.ts";
import { passwordHashRules } from "./password-hash.ts";
import { paymentRules } from "./payment.ts";
import { phoneRules } from "./phone.ts";
import { phoneCaptionedRules } from "./phone-captioned.ts";
import { phoneCnRules } from "./phone-cn.ts";
import { phoneGroupRules } from "./phone-groups.ts";
import { phoneInternationalRules } from "./phone-international.ts";
import { placeRules } from "./places.ts";
import { plateRules } from "./plate.ts";
import { plateCaptionedRules } from "./plate-captioned.ts";
import { plateFormRules } from "./plate-form.ts";
import { privateKeyRules } from "./private-key.ts";
import { saasRules } from "./saas.ts";
import { seedRules } from "./seed.ts";
import { seedLanguageRules } from "./seed-languages.ts";
import { serverFileRules } from "./server-files.ts";
import { signingSeedRules } from "./signing-seeds.ts";
import { socialRules } from "./social.ts";
import { sqlPasswordRules } from "./sql-password.ts";
import { urlCredentialRules } from "./url-credentials.ts";
import { vatRules } from "./vat.ts";
import { vendorPlaceRules } from "./vendor-places.ts";
import { vendorRulesAToL } from "./vendors-a-l.ts";
import { vendorRulesMToZ } from "./vendors-m-z.ts";
import { walletRules } from "./wallet.ts";
import { walletCaptionedRules } from "./wallet-captioned.ts";
import { walletKeyRules } from "./wallet-keys.ts";
import { webhookRules } from "./webhooks.ts";
import { workflowCommandRules } from "./workflow-commands.ts";
import { xmlElementRules } from "./xml-element.ts";

/** All built-in rules, in the order that decides between equals. */
export const RULES: readonly Rule[] = [
  ...emailRules,
  ...phoneCnRules,
  ...phoneRules,
  ...phoneInternationalRules,
  ...phoneCaptionedRules,
  ...phoneGroupRules,
  ...ipRules,
  ...macRules,
  ...cardRules,
  ...ibanRules,
  ...identityUsRules,
  ...identityCnRules,
  ...healthUsRules,
  ...identityLatinRules,
  ...identityNorthAmericaRules,
  ...identityUkRules,
  ...identityGermanRules,
  ...identityRomanceRules,
  ...identityEasternRules,
  ...identityNorthernRules,
  ...vatRules,
  ...labelledIdRules,
  ...bankAccountRules,
  ...companyRules,
  ...mrzRules,
  ...birthDateRules,
  ...papersCnRules,
  ...identityAsiaRules,
  ...identityCodeRules,
  ...identitySouthRules,
  ...passportRules,
  ...plateRules,
  ...plateCaptionedRules,
  ...plateFormRules,
  ...deviceRules,
  ...accountRules,
  ...homeFolderRules,
  ...addressCnRules,
  ...addressStreetRules,
  ...addressPlaceRules,
  ...addressCaptionedRules,
  ...assignmentRules,
  ...httpHeaderRules,
  ...otpRules,
  ...privateKeyRules,
  ...seedRules,
  ...seedLanguageRules,
  ...commonPasswordRules,
  ...sqlPasswordRules,
  ...commandLineRules,
  ...credentialCallRules,
  ...credentialPairRules,
  ...networkConfigRules,
  ...urlCredentialRules,
  ...serverFileRules,
  ...workflowCommandRules,
  ...awsRules,
  ...azureRules,
  ...chatRules,
  ...cloudRules,
  ...cryptoKeyRules,
  ...devopsRules,
  ...githubRules,
  ...gitlabRules,
  ...googleRules,
  ...jwtRules,
  ...llmRules,
  ...messagingRules,
  ...packageRules,
  ...passwordHashRules,
  ...paymentRules,
  ...saasRules,
  ...authRules,
  ...ciRules,
  ...cloudCnRules,
  ...commerceRules,
  ...contentRules,
  ...crmRules,
  ...databaseRules,
  ...observabilityRules,
  ...placeRules,
  ...signingSeedRules,
  ...socialRules,
  ...webhookRules,
  ...xmlElementRules,
  ...pairedLineRules,
  ...vendorPlaceRules,
  ...vendorRulesAToL,
  ...vendorRulesMToZ,
  ...walletRules,
  ...walletCaptionedRules,
  ...walletKeyRules,
  ...optInRules,
];
