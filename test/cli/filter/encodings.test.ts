// Text in other encodings is read, masked and written back in the same one; what cannot be read is named or refused.

import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";

const TEXT = "第一行 bob@acme.com 完\n手机号 13812345678\r\nend";

function utf16(text: string, bigEndian: boolean, mark: boolean): Buffer {
  const bytes = Buffer.from((mark ? "\ufeff" : "") + text, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
}

// 第一行 and so on in GB 18030; TextEncoder writes UTF-8 only.
const GB = Buffer.concat([
  Buffer.from([0xb5, 0xda, 0xd2, 0xbb, 0xd0, 0xd0, 0x20]),
  Buffer.from("bob@acme.com "),
  Buffer.from([0xcd, 0xea, 0x0a, 0xca, 0xd6, 0xbb, 0xfa, 0xba, 0xc5, 0x20]),
  Buffer.from("13812345678\r\nend"),
]);

describe("round trip", () => {
  test.each([
    ["utf-16le with mark", utf16(TEXT, false, true), [], "utf-16le"],
    ["utf-16be with mark", utf16(TEXT, true, true), [], "utf-16be"],
    ["utf-16le by name", utf16(TEXT, false, false), ["--encoding", "utf-16le"], "utf-16le"],
    ["gb18030 by name", GB, ["--encoding", "gb18030"], "gb18030"],
    ["utf-8 with mark", Buffer.from(`\ufeff${TEXT}`), [], "utf-8"],
  ] as const)("%s", async (_, input, args, label) => {
    const home = makeHome();
    const masked = await home.run(["mask", ...args], { input });
    expect(masked.stderr).toBe("");
    expect(masked.code).toBe(0);
    const decoded = new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(masked.bytes);
    expect(decoded.replace("\ufeff", "")).toMatch(/^第一行 \$\{EMAIL_\w{6}\} 完\n手机号 \$\{PHONE_\w{6}\}\r\nend$/);
    expect(decoded.startsWith("\ufeff")).toBe(input[0] === 0xff || input[0] === 0xfe || input[0] === 0xef);
    const back = await home.run(["unmask", ...args], { input: masked.bytes });
    expect(back.code).toBe(0);
    expect(back.bytes.toString("hex")).toBe(input.toString("hex"));
  });

  test("one value has one placeholder in every encoding", async () => {
    const home = makeHome();
    const a = await home.run(["mask"], { input: "bob@acme.com\n" });
    const b = await home.run(["mask"], { input: utf16("bob@acme.com\n", false, true) });
    expect(new TextDecoder("utf-16le").decode(b.bytes)).toBe(a.stdout);
  });

  test("half a unit at the end and bytes that are no text come back", async () => {
    const home = makeHome();
    const input = Buffer.concat([utf16("a bob@acme.com ", false, true), Buffer.from([0x00, 0xd8, 0x41, 0x00, 0x42])]);
    const masked = await home.run(["mask"], { input });
    expect(masked.code).toBe(0);
    expect(new TextDecoder("utf-16le").decode(masked.bytes)).not.toContain("acme");
    const back = await home.run(["unmask"], { input: masked.bytes });
    expect(back.bytes.toString("hex")).toBe(input.toString("hex"));
  });

  test("an unknown name is exit code 2", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask", "--encoding", "klingon"], { input: "bob@acme.com" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^closemask: this encoding is not supported\n {2}hint: /);
  });
});

describe("input in which values can be missed", () => {
  const cases = [
    ["gzip", gzipSync("x bob@acme.com"), /looks like gzip/],
    [
      "utf-16 without mark",
      utf16("hello bob@acme.com, this is some English text\n".repeat(4), false, false),
      /utf-16le/,
    ],
    ["binary data", Buffer.from("7f454c4602010100000000000000000003003e0001000000", "hex"), /binary/],
  ] as const;

  test.each(cases)("%s is named once and passed", async (_, input, message) => {
    const home = makeHome();
    const { code, bytes, stderr } = await home.run(["mask", "--redact"], { input });
    expect(code).toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr.match(/can be missed/g)).toHaveLength(1);
    expect(bytes.length).toBeGreaterThan(0);
  });

  test.each(cases)("%s is refused with --binary refuse, nothing is written", async (_, input, message) => {
    const home = makeHome();
    const { code, bytes, stderr } = await home.run(["mask", "--binary", "refuse"], { input });
    expect({ code, length: bytes.length }).toEqual({ code: 2, length: 0 });
    expect(stderr).toMatch(message);
  });
});
