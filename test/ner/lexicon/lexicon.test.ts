// What the lexicon makes of a text: tables of behaviours, one line each. « and » stand around what is to be found, with the
// first letter of its kind behind: «Alice»P. A text without marks holds nothing.

import { describe, expect, test } from "vitest";
import { createLexicon } from "../../../src/ner/lexicon/create-lexicon.ts";

const engine = createLexicon();
const LETTER: Readonly<Record<string, string>> = { PERSON: "P", ORGANIZATION: "O", ADDRESS: "A", LOCATION: "L" };

/** The text with its entities marked. */
function mark(text: string): string {
  let out = "";
  let at = 0;
  for (const { start, end, kind } of engine.find(text)) {
    out += `${text.slice(at, start)}«${text.slice(start, end)}»${LETTER[kind]}`;
    at = end;
  }
  return out + text.slice(at);
}

function table(cases: readonly string[]): void {
  test.each(cases)("%s", (marked) => {
    expect(mark(marked.replace(/«([^»]*)»[POAL]/g, "$1"))).toBe(marked);
  });
}

describe("people, by what stands beside them", () => {
  table([
    "My name is «Ludmila Petrova»P.",
    "my name is «ludmila petrova»P",
    "Dear «Ludmila»P,",
    "Mrs. «Bell»P called Dr. «Strange»P.",
    "I saw «Ludmila Petrova»P's bag.",
    '"Not again," said «Quang»P.',
    "cc «Quang»P and «Ludmila»P",
    'user="«Ludmila Petrova»P" action=login',
    '{"customer_name":"«Ludmila Petrova»P"}',
    "Author: «Ludmila Petrova»P <lp@example.org>",
    "approved_by=«Ludmila»P",
    "Kind regards,\n«Quang»P",
    "Many thanks\n\n«Ludmila Petrova»P\nSales",
    'From: "«Petrova, Ludmila»P" <lp@example.org>',
    "@«Quang»P please look",
    "the patient, «Ludmila Petrova»P, was discharged",
    "ask mr «petrova»P about it",
  ]);
});

describe("people, by how the name is made", () => {
  table([
    "We met «Ursula K. Le Guin»P there.",
    "We met «J. R. Whitcombe»P there.",
    "We met «Ludwig van der Rohe»P there.",
    "We met «Omar bin Khattab»P there.",
    "We met «Khadija El Amrani»P there.",
    "We met «Jean-Pierre Dupont»P there.",
    "We met «Siobhán O'Sullivan»P there.",
    "We met «Faisal al-Otaibi»P there.",
    "We met «Robert Ford Jr»P. there.",
    "Name: «MARIA LOPEZ»P",
    "We met «Hope Chen»P and «Will Turner»P there.",
  ]);
});

describe("people, by an address of mail", () => {
  test("a word alone is no name, with the address it is", () => {
    expect(mark("Brz is late")).toBe("Brz is late");
    expect(mark("Zorbaxi is late")).not.toContain("»P");
    expect(mark("zorbaxi.k@example.com wrote that Zorbaxi is late")).toContain("«Zorbaxi»P");
  });
});

describe("once seen, always masked", () => {
  table([
    "Contact: «Ludmila Petrova»P\nTomorrow «Petrova»P flies; «Ludmila»P packs.",
    "联系人:«钱多多»P\n那天«钱多多»P没来",
  ]);
  test("not inside of words", () => {
    expect(mark("Contact: Ludmila Petrova\nPetrovas Ludmilas")).toBe("Contact: «Ludmila Petrova»P\nPetrovas Ludmilas");
  });
  test("not in the next text", () => {
    engine.find("联系人:甄不巧");
    expect(mark("甄不巧了")).not.toContain("甄不巧»");
  });
});

describe("what is nobody's name", () => {
  table([
    "Please Reset The Two Factor Authentication Settings",
    "On Monday, in May and in December, the French and the Germans met.",
    "ERROR Connection Refused by Remote Host",
    "Content-Type: text/plain; X-Request-Id: 1",
    "at com.example.Handler.run(Handler.java:12)",
    "const user = new UserAccount();",
    "class OrderService extends BaseService {",
    "You are Claude, a helpful assistant.",
    "Spring Boot and Docker run on Kubernetes.",
    "Click Settings, then Network, then Advanced Options.",
    "The Supplier and the Customer sign the Agreement.",
    "Dear Sir or Madam,",
    "The Great Wall is long.",
    "@param value is what it says",
  ]);
});

describe("organisations", () => {
  table([
    "We pay «Brightwater Consulting Ltd»O today.",
    "We pay «Hollmann & Söhne GmbH»O today.",
    "We pay «Transportes Lindos S.A.»O today.",
    "We pay «Kitano Systems K.K.»O today.",
    "She is at the «University of Ljubljana»O now.",
    "It was the «Ministry of Finance»O.",
    "She left «Oakfield Hospital»O early.",
    "He works at «Initech»O.",
    "A mail of «Microsoft»O and of «Morgan Stanley»O.",
    "the vendor «Harrow Analytics»O",
    "Open Google Chrome or Microsoft Word.",
  ]);
});

describe("addresses", () => {
  table([
    "Ship to «12 Larkspur Avenue, Portland, OR 97205»A now.",
    "Ship to «Flat 3, 9 Mill Road, Leeds LS1 4AB»A now.",
    "Ship to «P.O. Box 77, Tulsa, OK 74101»A now.",
    "Ship to «Gartenstraße 12, 50674 Köln»A now.",
    "Ship to «14 rue de la Paix, 75002 Paris»A now.",
    "Ship to «Calle Mayor 5, 3º B, 28013 Madrid»A now.",
    "Ship to «Prinsengracht 41, 1016 HK Amsterdam»A now.",
    "Address:\n«77 Elm Street\nSuite 4\nDenver, CO 80202»A",
    "In 2019 Wall Street fell.",
    "Use a 2 Way Radio and a 3 Way Handshake.",
  ]);
});

describe("Chinese", () => {
  table([
    "我叫«钱多多»P,你呢?",
    "联系人:«欧阳建华»P",
    "«郝思嘉»P表示同意",
    "请找«沈经理»P或者«老周»P",
    "«小吴»P和«吴立群»P都来了",
    "抄送:«郑爽»P、«孟凡»P",
    "«列奥纳多·达芬奇»P的画",
    '"name":"«马思纯»P"',
    "我们去«青岛»L玩",
    "«杭州云岭信息技术有限公司»O中标",
    "他在«北京大学»O读书,又去«协和医院»O看病",
    "寄到«浙江省杭州市西湖区文三路478号B座1801室»A,谢谢",
    "住«金桂园小区7号楼2单元301室»A",
    "高兴的时候,我们常常在公园里散步。",
    "关于方案的问题,请于周五之前反馈。",
    "谢谢大家,任何人都可以全程参加。",
    "系统运行正常,温度过高时自动关闭。",
  ]);
});

describe("Spanish", () => {
  table([
    "Me llamo «Rocío Benítez»P.",
    "El señor «Zubizarreta»P llamó ayer.",
    "Un saludo,\n«Facundo»P",
    "Trabaja en la «Universidad de Salamanca»O.",
    "La reunión de mañana se cancela.",
  ]);
});
