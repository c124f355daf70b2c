import { describe, expect, test } from "vitest";
import { readParts } from "../../src/proxy/multipart.ts";
import { CARD, open, openWorld, placeholderOf, send } from "./kit.ts";

const FORM = [
  "--b",
  'Content-Disposition: form-data; name="purpose"',
  "",
  "assistants",
  "--b",
  'Content-Disposition: form-data; name="file"; filename="a b.txt"; filename*=UTF-8\'\'a%20b.txt',
  "Content-Type: text/plain",
  "",
  "--not the boundary\r\nsecond line",
  "--b--",
  "",
].join("\r\n");

test("a file's name is looked at without its ending, which a rule would take for more of the value", async () => {
  const sent = async (name: string): Promise<string> => {
    const form = FORM.replaceAll("a b.txt", name).replaceAll("a%20b.txt", encodeURIComponent(name));
    const { text } = await send(open(openWorld(), "openai", "/v1/files"), form);
    return /filename="([^"]*)"/.exec(text)?.[1] ?? "";
  };
  expect(await sent("password: hunter2secret9.txt")).toMatch(/^password: PASSWORDX\d{9}\.txt$/);
  expect(await sent("jane.roe@corp.example.csv")).toMatch(/^EMAILX\d{9}\.csv$/);
  // An ending that is a country belongs to the address.
  expect(await sent("jane.roe@corp.md")).toMatch(/^EMAILX\d{9}$/);
  expect(await sent("notes of june.txt")).toBe("notes of june.txt");
});

test.each([
  ["JSON", `{"card":${CARD},"at":1764537600000,"deep":"{\\"card\\":${CARD}}"}`],
  ["lines of JSON", `{"card":${CARD}}\n{"card":[${CARD}]}\n`],
])("long numbers of a file in %s are masked", async (_, content) => {
  const world = openWorld();
  const form = FORM.replace("--not the boundary\r\nsecond line", content);
  const { text } = await send(open(world, "openai", "/v1/files"), form);
  const P = await placeholderOf(world, CARD, "CREDIT_CARD");
  const masked = content.replaceAll(`\\":${CARD}`, `\\":\\"${P}\\"`).replaceAll(CARD, `"${P}"`);
  expect(text).toContain(`\r\n\r\n${masked}\r\n--b--`);
});

function whole(body: Buffer): string {
  const parts = readParts(body) ?? [];
  return Buffer.concat(parts.flatMap(({ opening, head, content, tail }) => [opening, head, content, tail])).toString();
}

describe("readParts", () => {
  test("parts with names, file names and contents", () => {
    const body = Buffer.from(FORM);
    const parts = readParts(body) ?? [];
    expect(parts.map(({ name, content }) => [name, content.toString()])).toEqual([
      ["purpose", "assistants"],
      ["file", "--not the boundary\r\nsecond line"],
    ]);
    const [, file] = parts;
    expect(file?.names.map(({ start, end }) => file.head.toString("latin1", start, end))).toEqual([
      "a b.txt",
      "UTF-8''a%20b.txt",
    ]);
    expect(whole(body)).toBe(FORM);
    expect(whole(Buffer.from(FORM.slice(0, -2)))).toBe(FORM.slice(0, -2));
  });

  test("what stands behind the form is left out", () => {
    for (const more of ["more", "more\r\n", "\r\nmore\r\n"])
      expect(whole(Buffer.from(FORM.slice(0, -2) + more))).toBe(
        FORM.slice(0, -2) + (more.startsWith("\r") ? "\r\n" : ""),
      );
  });

  test("an empty part", () => {
    const body = Buffer.from('--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n--b--\r\n');
    expect(readParts(body)?.map(({ content }) => content.length)).toEqual([0]);
  });

  test.each(["", "x", "--b", "--b\r\n", FORM.slice(0, -8), "{}", FORM.replaceAll("\r\n", "\n")])(
    "what is no form (%#)",
    (text) => {
      expect(readParts(Buffer.from(text))).toBeNull();
    },
  );
});
