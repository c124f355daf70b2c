import { describe, expect, test } from "vitest";
import { readParts } from "../../src/proxy/multipart.ts";

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
    expect(Buffer.concat(parts.flatMap(({ head, content, tail }) => [head, content, tail])).equals(body)).toBe(true);
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
