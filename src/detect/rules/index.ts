// The one ordered table of built-in rules. Order decides nothing but ties and listings; families stand as in the docs.

import type { Rule } from "../rule.ts";
import { assignmentRules } from "./assignment.ts";
import { awsRules } from "./aws.ts";
import { azureRules } from "./azure.ts";
import { cardRules } from "./card.ts";
import { chatRules } from "./chat.ts";
import { cloudRules } from "./cloud.ts";
import { commandLineRules } from "./command-line.ts";
import { credentialCallRules } from "./credential-call.ts";
import { cryptoKeyRules } from "./crypto-keys.ts";
import { devopsRules } from "./devops.ts";
import { emailRules } from "./email.ts";
import { githubRules } from "./github.ts";
import { gitlabRules } from "./gitlab.ts";
import { googleRules } from "./google.ts";
import { httpHeaderRules } from "./http-headers.ts";
import { ibanRules } from "./iban.ts";
import { identityCnRules } from "./identity-cn.ts";
import { identityUsRules } from "./identity-us.ts";
import { ipRules } from "./ip.ts";
import { jwtRules } from "./jwt.ts";
import { llmRules } from "./llm.ts";
import { macRules } from "./mac.ts";
import { messagingRules } from "./messaging.ts";
import { networkConfigRules } from "./network-config.ts";
import { otpRules } from "./otp.ts";
import { packageRules } from "./packages.ts";
import { passportRules } from "./passport.ts";
import { passwordHashRules } from "./password-hash.ts";
import { paymentRules } from "./payment.ts";
import { phoneRules } from "./phone.ts";
import { phoneCaptionedRules } from "./phone-captioned.ts";
import { plateRules } from "./plate.ts";
import { privateKeyRules } from "./private-key.ts";
import { saasRules } from "./saas.ts";
import { seedRules } from "./seed.ts";
import { sqlPasswordRules } from "./sql-password.ts";
import { urlCredentialRules } from "./url-credentials.ts";

export const RULES: readonly Rule[] = [
  ...emailRules,
  ...phoneRules,
  ...phoneCaptionedRules,
  ...ipRules,
  ...macRules,
  ...cardRules,
  ...ibanRules,
  ...identityUsRules,
  ...identityCnRules,
  ...passportRules,
  ...plateRules,
  ...assignmentRules,
  ...httpHeaderRules,
  ...otpRules,
  ...privateKeyRules,
  ...seedRules,
  ...sqlPasswordRules,
  ...commandLineRules,
  ...credentialCallRules,
  ...networkConfigRules,
  ...urlCredentialRules,
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
];
