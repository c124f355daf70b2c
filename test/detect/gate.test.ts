// A gate never keeps back what its rule would take: with all gates open a detector finds the same, in the examples of all rules,
// as they stand, cut, glued and packed in other text.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNumberRule } from "../../src/detect/build/number.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { planSearch } from "../../src/detect/plan.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const LONG = process.env.CLOSEMASK_LONG === "1";
const counts = () => true;
const plan = planSearch(RULES, [], counts);
const open = { ...plan, gateIds: new Uint16Array(plan.gateIds.length) };
const detectors = [plan, open].flatMap((used) =>
  (["js", "wasm"] as const).map((engine) =>
    createDetector({ rules: RULES, plan: used, engine, enabled: counts, views: false }),
  ),
);

const texts = RULES.flatMap(({ examples }) => [
  ...examples.yes.map((text) => text.replace(/[«»]/g, "")),
  ...examples.no.map(({ text }) => text),
]);

/** All candidates, as text; in which order rules are asked is of no importance. */
function found(text: Buffer): string[][] {
  return detectors.map((detector) =>
    detector
      .candidates(Buffer.from(text))
      .map(({ start, end, rule, confidence }) => `${start}-${end} ${rule.id} ${confidence}`)
      .sort(),
  );
}

function expectSame(text: Buffer): void {
  const [first, ...others] = found(text);
  for (const other of others) expect(other).toEqual(first);
}

test("most owners of anchors have a gate", () => {
  expect(plan.gateIds.filter((gate) => gate > 0).length).toBeGreaterThan(plan.gateIds.length / 2);
});

describe("the same is found with open gates", () => {
  const carriers: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => ` ${text} `,
    (text) => `{"message": ${JSON.stringify(text)}}`,
    (text) => `2026-11-20T14:13:20.137Z INFO [main] user=42 ${text} took 483 ms`,
    (text) => `姓名：${text}，电话`,
    (text) => `x\\n${text}\\n%3D${text}%26`,
    (text) => `_${text}9`,
  ];

  test.each(carriers.map((carrier, k) => [k, carrier] as const))("in carrier %i", (_, carrier) => {
    const size = 40;
    for (let at = 0; at < texts.length; at += size)
      expectSame(
        Buffer.from(
          texts
            .slice(at, at + size)
            .map(carrier)
            .join("\n"),
        ),
      );
  });

  test("in phrases of words, however they are joined and wherever the rare one stands", () => {
    const words = "letter advice cage absurd amount doctor acoustic avoid letter advice cage above".split(" ");
    const spanish = [...new Array<string>(11).fill("ábaco"), "abierto"];
    for (const joint of [" ", ", ", ". ", "  ", " 1. ", ",", "\t"])
      for (const list of [words, spanish])
        for (let k = 0; k < list.length; k++) {
          const turned = [...list.slice(k), ...list.slice(0, k)];
          expectSame(
            Buffer.from(`my words: ${turned.join(joint)}.\nThe end ${turned.slice(0, 11).join(joint)} Is near\n`),
          );
        }
  });

  test("behind names of secrets, whatever stands before them and joins them to a value", () => {
    const before = [
      "",
      " ",
      "-",
      "--",
      ".",
      '"',
      "<",
      '"x9Kq2LmN" == ',
      '"abc12345Xy".equals(',
      "login bob ",
      "set -x ",
    ];
    before.push("[", "\\n", "%20", ";", "{", "|", "strcmp(", "the ", "my ", "public ", "<key>", '<x name="', "self.");
    const names = [
      "token",
      "key",
      "api key",
      "API_KEY",
      "clientSecret",
      "password",
      "pwd",
      "requirepass",
      "masterauth",
    ];
    const joints = [
      "=",
      ": ",
      '":"',
      " = ",
      "::",
      ":: ",
      " ::= ",
      "(",
      '("',
      '{"',
      " { get; set; } = ",
      ">",
      " <- ",
      ' || "',
    ];
    joints.push(
      '") || "',
      ' ?? "',
      " += ",
      ", ",
      '", "',
      '", "value": "',
      '" type="x" value="',
      '" pod="a" id="b"',
      "%3D",
    );
    joints.push(
      "&quot;=",
      "[0] = ",
      '["x"] = ',
      "**: ",
      " *",
      "\t",
      "  ",
      " ",
      " is ",
      " As String = ",
      " changed to ",
    );
    joints.push("是", "：", " | ", '\\": \\"', "</key><string>", ",", " id=", '" pod=', "\n", ">\n", ") ", "; ");
    const values = ["q7Xw2LmN9pRt4KvB", '"q7Xw2LmN9pRt4KvB"', "hunter", "4711", "'correct horse'"];
    for (const ahead of before)
      for (const name of names) {
        const lines = joints.flatMap((joint) => values.map((value) => `${ahead}${name}${joint}${value} x`));
        expectSame(Buffer.from(lines.join("\n")));
      }
  });

  test("behind captions of numbers, and where numbers stand alone, in brackets or in names", () => {
    const before = [
      "",
      "(",
      "+",
      "SSN ",
      "ssn: ",
      "imei1=",
      "routing no. ",
      "ein-",
      "tax id is ",
      "ičo ",
      "税号",
      "job-",
      "a/",
    ];
    before.push('"uid":"', "konto\t", "[", "- ", "at ", "x\\n", "%3D", "KvK_nummer : ", "account number (");
    const numbers = ["12345678", "536226541", "4155552671", "0612345678", "104.377048", "104-377048", "12 34567890"];
    numbers.push(
      "20 7713 9012",
      "(11) 98765-4321",
      "11) 3232-4545",
      "020 7713 901",
      "595 127 150",
      "19-8510",
      "1234 56789",
    );
    const behind = ["", " ", ".", " is my SSN", " est le", " to", "-x", "/2", ", y", '"', ")", " é", "x", ":8"];
    for (const ahead of before) {
      const lines = numbers.flatMap((digits) => behind.map((rest) => `${ahead}${digits}${rest}`));
      expectSame(Buffer.from(lines.join("\n")));
      expectSame(Buffer.from(lines.join(" and ")));
    }
  });

  test("behind every caption of a number, however its words are joined and glued to what follows", () => {
    const joints = [" ", "_", ""];
    const gaps = [": ", " no ", "no ", "isno ", '":"', "er ", "2 "];
    let count = 0;
    for (const rule of RULES.filter(isNumberRule)) {
      const [shape = ""] = rule.shapes;
      const [least = "0"] = shape.split("..");
      const number = least
        .split("-")
        .map((length) => "58134690725813469072".slice(0, Number(length)))
        .join(" ");
      const lines = (rule.captions?.() ?? []).flatMap((caption) =>
        joints.flatMap((joint) =>
          gaps.map((gap) => `a ${caption.replaceAll("*", "").replaceAll(" ", joint)}${gap}${number}`),
        ),
      );
      count += lines.length;
      expectSame(Buffer.from(lines.join("\n")));
    }
    expect(count).toBeGreaterThan(10_000);
  });

  test("in accounts and codes, in one run or in groups, whatever stands around them", () => {
    const codes = ["NO9386011117947", "NO93 8601 1117 947", "NO93-8601-1117-947", "DE89 3704 0044 0532 0130 00"];
    codes.push(
      "MD24 AG00 0225 1000 1310 4168",
      "ae11-594247554443",
      "AE11594247554443",
      "NO93 86011117947",
      "110960-401S",
    );
    codes.push("131002+308W", "630332-6982-4eb3", "gb82 west 1234 5698 7654 32");
    const around = ["", " ", "x", "4", "-", ".", "_", "\\n", "%3D", "iban ", "hetu: ", "é", "/"];
    const lines = around.flatMap((ahead) => codes.flatMap((text) => around.map((rest) => ahead + text + rest)));
    expectSame(Buffer.from(lines.join("\n")));
    expectSame(Buffer.from(lines.join(", ")));
  });

  test("where digits are joined to further ones, to words and to nothing", () => {
    const before = [
      "",
      "a477-",
      "ab-",
      "12-",
      "12.",
      "(12) ",
      "12)-",
      "x/",
      "card ",
      "card-",
      "imei 12-",
      "1 ",
      "handler-",
    ];
    const numbers = [
      "501800000009",
      "501800000017",
      "298448863364",
      "4111111111111111",
      "6200000000000005",
      "5145820421",
    ];
    numbers.push("85000000009", "490154203237518", "756.9217.0769.85");
    const behind = ["", "-3dps", "-hqk", "-12", ".5", " 12", ")", '","x"', " is my card"];
    const lines = before.flatMap((ahead) => numbers.flatMap((digits) => behind.map((rest) => ahead + digits + rest)));
    expectSame(Buffer.from(lines.join("\n")));
    expectSame(Buffer.from(lines.join('" and "')));
  });

  test("behind captions of codes and dates, inside of words and before words that go on otherwise", () => {
    const before = ["", "x", "X", "of", "OF", "9", "_", "-", "é", "registro ", "registro_", "registro", "permis de"];
    const names = [
      "dob",
      "birth date",
      "né(e) le",
      "geb. am",
      "RG",
      "geral",
      "medicare",
      "bic",
      "NINO",
      "ni no",
      "MEID",
    ];
    names.push("zip code", "zip", "PLZ", "postal_code", "health record", "health-plan", "health", "healthrecord");
    names.push(
      "account no.",
      "acct. id",
      "membership #",
      "client",
      "policyholder nr",
      "qq",
      "stnr",
      "conduire",
      "dl #",
    );
    const joints = [
      ": ",
      '":"',
      " is ",
      "-",
      "",
      " número código ",
      "s ",
      " reject ",
      " (",
      '" uid="',
      "\\",
      "：",
      " no ",
    ];
    const values = [
      "14 de septembre de 1985",
      "March 14, 1985",
      "14 março 85",
      "19850314",
      "1985",
      "19369",
      "12.345.678-9",
    ];
    values.push("3AH4C27DE83", "COBADEFFXXX", "AB 12 34 56 C", "A0000012345678", "aabbccddeeffaa", "LS2 9JT", "60614");
    values.push("K1A 0B6", "AB-123456-7", "12345678", "123/4567/8901");
    for (const ahead of before)
      for (const name of names) {
        const lines = joints.flatMap((joint) => values.map((value) => `${ahead}${name}${joint}${value}`));
        expectSame(Buffer.from(lines.join("\n")));
      }
  });

  test("in pieces of examples beside each other", () => {
    const piece = fc
      .tuple(fc.constantFrom(...texts), fc.nat(20), fc.nat(20))
      .map(([text, from, less]) => text.slice(from, Math.max(from, text.length - less)));
    const text = fc.array(fc.tuple(piece, fc.constantFrom(" ", "\n", "", "-", "=", "\\n", "%20", ": ", "  ", ".")), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (parts) => expectSame(Buffer.from(parts.flat().join("")))),
      { numRuns: LONG ? 20_000 : 400 },
    );
  });
});
