// What makes the exit code, and what settings and flags of detection mean for a scan.

import { expect, test } from "vitest";
import { expectNoValue, SECRETS, secretText } from "../filter/kit.ts";
import { makeHome } from "../run.ts";
import { addressOf, places, readLines } from "./kit.ts";

test("0 without findings, 1 with, 0 on request; no key is asked for", async () => {
  const home = makeHome({ key: false });
  expect((await home.run(["scan"], { input: "nothing\n" })).code).toBe(0);
  expect((await home.run(["scan"], { input: addressOf("bob") })).code).toBe(1);
  expect((await home.run(["scan", "--exit-zero"], { input: addressOf("bob") })).code).toBe(0);
});

test.each([
  ["CREDENTIAL", 1],
  ["email,US_SSN", 1],
  ["strict", 1],
  ["PASSWORD,strict", 0],
  ["PASSWORD,balanced", 1],
  ["IBAN", 0],
  ["NETWORK", 0],
])("--fail-on %s", async (what, code) => {
  const home = makeHome({ key: false });
  const result = await home.run(["scan", "--fail-on", what], { input: secretText() });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain("found 5 values");
});

test("--fail-on of a level counts how sure a finding is", async () => {
  const home = makeHome({ key: false });
  const input = `password: ${SECRETS.password}\n`;
  expect((await home.run(["scan", "--fail-on", "strict"], { input })).code).toBe(0);
  expect((await home.run(["scan", "--fail-on", "balanced"], { input })).code).toBe(1);
});

test.each([
  ["--fail-on", "EMIAL"],
  ["--fail-on", "strict,balanced"],
  ["--format", "xml"],
  ["--only", "NOTHING"],
  ["--context", "many"],
  ["--staged", "--only", "EMAIL", "--except", "PHONE"],
])("%s %s is wrong usage", async (...args) => {
  const home = makeHome({ key: false });
  const { code, stdout, stderr } = await home.run(["scan", ...args], { input: secretText() });
  expect([code, stdout]).toEqual([2, ""]);
  expectNoValue(stderr, "stderr");
});

test("--only, --except and --level mean what they mean for mask", async () => {
  const home = makeHome({ key: false });
  const kinds = async (...args: string[]): Promise<string[]> =>
    readLines((await home.run(["scan", "--format", "ndjson", ...args], { input: secretText() })).stdout).map(
      ({ kind }) => kind,
    );
  expect(await kinds("--only", "CREDENTIAL")).toEqual(["GITHUB_TOKEN", "PASSWORD"]);
  expect(await kinds("--except", "CONTACT,PASSWORD")).toEqual(["GITHUB_TOKEN", "CREDIT_CARD"]);
  expect(await kinds("--level", "strict")).not.toContain("PASSWORD");
});

test("own patterns, allow and deny lists, policies and own secrets count", async () => {
  const home = makeHome({ key: false });
  home.write(
    "config/closemask/config.json",
    JSON.stringify({
      patterns: [{ name: "employee", kind: "EMPLOYEE_ID", pattern: "\\bE\\d{6}\\b" }],
      deny: [{ value: "Project Nightjar", kind: "CODENAME" }],
      allow: ["*@example.com"],
      policies: { PHONE: { action: "keep" }, CREDIT_CARD: { action: "block" } },
      commands: { scan: { level: "aggressive" } },
    }),
  );
  home.write("work/.env", "SESSION=over-the-hills\n");
  const input = [
    "staff E123456",
    "about Project Nightjar",
    `write to ${["info", "example.com"].join("@")}`,
    "say over-the-hills and far-away-again",
    secretText(),
  ].join("\n");
  const args = ["scan", "--format", "ndjson", "--secrets-from", ".env", "--secrets-env", "MY_*"];
  const { code, stdout } = await home.run(args, { input, env: { MY_PASS: "far-away-again" } });
  expect(code).toBe(1);
  expect(places(stdout)).toEqual(
    ["EMPLOYEE_ID", "CODENAME", "API_KEY", "PASSWORD", "EMAIL", "GITHUB_TOKEN", "PASSWORD", "CREDIT_CARD"].map(
      (kind) => `stdin ${kind}`,
    ),
  );
});

test("comments allow, and are counted", async () => {
  const home = makeHome({ key: false });
  const mail = addressOf("bob").trimEnd();
  const input = `${mail} # closemask:allow\n# closemask:allow-next-line EMAIL\n${mail}\n${mail} # closemask:allow PHONE\n`;
  const { code, stdout, stderr } = await home.run(["scan", "--format", "ndjson"], { input });
  expect(code).toBe(1);
  expect(readLines(stdout).map(({ line }) => line)).toEqual([4]);
  expect(stderr).toContain("; 2 allowed by comments\n");
});

test("--log-level quiet leaves only the report", async () => {
  const home = makeHome({ key: false });
  const { stderr, stdout } = await home.run(["scan", "--log-level", "quiet"], { input: addressOf("bob") });
  expect(stderr).toBe("");
  expect(stdout).toContain("EMAIL");
});

test("--fail-on, --only and --except add up when they are repeated", async () => {
  const home = makeHome({ key: false });
  const scan = async (...args: string[]) => await home.run(["scan", ...args], { input: secretText() });
  expect((await scan("--fail-on", "CREDENTIAL", "--fail-on", "IBAN")).code).toBe(1);
  expect((await scan("--fail-on", "strict", "--fail-on", "PASSWORD")).code).toBe(0);
  expect((await scan("--fail-on", "strict", "--fail-on", "balanced")).code).toBe(2);
  expect((await scan("--only", "EMAIL", "--only", "PHONE")).stderr).toContain("found 2 values");
  expect((await scan("--except", "EMAIL", "--except", "PHONE")).stderr).toContain("found 3 values");
});
