// The samples of the issue and of the documentation: they come out with the right parts masked and come back exact.

import { expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { shell } from "./kit.ts";

const OPENAI = `sk-proj-${"aB3dE6gH9jK2mN5p".repeat(5)}`;
const GITHUB = `ghp_${"aB3dE6gH9jK2".repeat(3)}`;

test.each([
  ["mail and key", `mail bob@acme.com, key ${GITHUB}\n`, /^mail \$\{EMAIL_\w{6}\}, key \$\{[A-Z_]+_\w{6}\}\n$/],
  [
    "Chinese identity number whose check digit is wrong",
    "我的身份证号是 110101199003077777,手机号 13812345678\n",
    /^我的身份证号是 \$\{ID_CARD_\w{6}\},手机号 \$\{PHONE_\w{6}\}\n$/,
  ],
  [
    ".env",
    `OPENAI_API_KEY=${OPENAI}\nDATABASE_URL=postgres://admin:secret123@db.example.com:5432/mydb\n`,
    /^OPENAI_API_KEY=\$\{[A-Z_]+_\w{6}\}\nDATABASE_URL=postgres:\/\/admin:\$\{[A-Z_]+_\w{6}\}@db\.example\.com:5432\/mydb\n$/,
  ],
  [
    "a log line without values",
    '10.0.0.1 - - [21/Nov/2026:03:00:00 +0000] "GET /v1.2.3/items/42 HTTP/1.1" 200 1234 "-" "curl/8.5.0"\n',
    /^10\.0\.0\.1 - - \[21\/Nov\/2026:03:00:00 \+0000\] "GET \/v1\.2\.3\/items\/42 HTTP\/1\.1" 200 1234 "-" "curl\/8\.5\.0"\n$/,
  ],
])("%s", async (_, input, masked) => {
  const home = makeHome();
  const out = await home.run(["mask"], { input });
  expect({ code: out.code, stderr: out.stderr }).toEqual({ code: 0, stderr: "" });
  expect(out.stdout).toMatch(masked);
  const back = await home.run(["unmask", "--strict"], { input: out.bytes });
  expect({ code: back.code, stdout: back.stdout }).toEqual({ code: 0, stdout: input });
});

test("through one pipeline, on a machine that has no store yet", async () => {
  const home = makeHome();
  const input = `mail bob@acme.com, key ${GITHUB}\n`;
  const { stdout, stderr } = await shell(home, '"$1" "$2" mask | "$1" "$2" unmask', input);
  expect({ stdout, stderr }).toEqual({ stdout: input, stderr: "" });
});

test("with no key anywhere: a key file is made once, with a plain warning", async () => {
  const home = makeHome({ key: false });
  const env = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
  const first = await home.run(["mask"], { input: "bob@acme.com\n", env });
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/^closemask: .*key/);
  const second = await home.run(["unmask"], { input: first.bytes, env });
  expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: "bob@acme.com\n" });
});
