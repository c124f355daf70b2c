// Registration numbers of companies. A court's register has a form of its own; the others need their register's name before
// them.

import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import type { Rule } from "../rule.ts";

const handelsregister = pattern({
  id: "de-handelsregister",
  kind: "COMPANY_ID",
  description: "entry of the German or Austrian trade register: HRA or HRB and a number",
  tier: "form",
  confidence: 0.7,
  anchors: ["HRA", "HRB"],
  pattern: /(?<![A-Za-z0-9_-])(?<value>HR[AB] ?-?\d{3,6}(?: [A-Z]{1,2}(?![A-Za-z]))?)(?![A-Za-z0-9_-])/y,
  ahead: 20,
  get examples() {
    return {
      yes: ["Amtsgericht Köln, «HRB 86123»", "Handelsregister: «HRA 4711»", "«HRB12345»"],
      no: [
        { text: "HRB 12 HRA 1", why: "too short" },
        { text: "THRB 86123 HRBX 86123", why: "other words" },
        { text: "HRB-86123-A", why: "a longer name" },
      ],
    };
  },
});

export const companyRules: readonly Rule[] = [
  handelsregister,
  idNumber({
    id: "company-number",
    kind: "COMPANY_ID",
    description: "registration number of a company behind a caption: Companies House, KvK, CVR, KRS and others",
    shapes: ["8..12", "3-3-3", "2-3-3"],
    words:
      "company number,company no,company registration,company registration number,registered number,company reg,crn,companies house,kvk,kvk nummer,kvk nr,cvr,cvr nr,cvr nummer,krs,krs no,numer krs,y tunnus,registrikood,cégjegyzékszám,ičo,handelsregisternummer,firmenbuchnummer,número de registro mercantil,registre du commerce,ogrn,огрн",
    examples: () => ({
      yes: ["company number «01234567»", "KvK-nummer: «12345678»", "KRS «0000123456»"],
      no: [
        { text: "01234567", why: "no caption" },
        { text: "company numbers 01234567 in", why: "another word" },
        { text: "company number is missing 01234567", why: "something else stands between" },
      ],
    }),
  }),
];
