// `closemask audit show|stats|export`, the events of commands, what doctor says, and that no value gets into any of it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../../src/detect/rules/index.ts";
import { type Home, makeHome } from "../run.ts";
import { eventsOf, everythingIn, linesOf, ON, verify } from "./kit.ts";

/** Some events of two sessions. */
async function filled(): Promise<Home> {
  const home = makeHome();
  await home.run(["mask"], { input: "bob@corp-mail.com and ann@corp-mail.com\n", env: ON });
  await home.run(["mask", "--session", "other"], { input: "bob@corp-mail.com, 13812345678\n", env: ON });
  return home;
}

test("stats: values by day, event, destination and kind", async () => {
  const home = await filled();
  const day = new Date().toISOString().slice(0, 10);
  const { stdout } = await home.run(["audit", "stats"], { env: ON });
  expect(stdout.split("\n")).toEqual([
    "DAY         EVENT  DESTINATION  KIND   EVENTS  VALUES",
    `${day}  mask   stdout       EMAIL  2       3`,
    `${day}  mask   stdout       PHONE  1       1`,
    "",
  ]);
  const json = await home.run(["audit", "stats", "--format", "json", "--kind", "PHONE"], { env: ON });
  expect(JSON.parse(json.stdout)).toMatchObject([{ event: "mask", kind: "PHONE", events: 1, values: 1 }]);
  const csv = await home.run(["audit", "stats", "--format", "csv", "--session", "other"], { env: ON });
  expect(csv.stdout).toBe(
    `day,event,destination,kind,events,values\r\n${day},mask,stdout,EMAIL,1,1\r\n${day},mask,stdout,PHONE,1,1\r\n`,
  );
});

test("--kind takes kinds in any case and repeated, and names them where it does not know one", async () => {
  const home = makeHome();
  await home.run(["mask"], { env: ON, input: "bob@acme.com\n" });
  const show = (...args: string[]) => home.run(["audit", "show", "--format", "ndjson", ...args], { env: ON });
  const lines = async (...args: string[]) => (await show(...args)).stdout.split("\n").length - 1;
  expect(await lines("--kind", "Mask")).toBe(1);
  expect(await lines("--kind", "email")).toBe(1);
  expect(await lines("--kind", "mask", "--kind", "audit")).toBe(3);
  const { code, stdout, stderr } = await show("--kind", "mask,bogus");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(
    /^closemask: --kind names an unknown kind\n {2}hint: .*one of mask, restore, refuse, .*audit, or a kind/,
  );
  expect((await show("--kind", "EMIAL")).stderr).toContain("did you mean EMAIL?");
});

test("show: what is asked for, by time, kind and session", async () => {
  const home = await filled();
  const show = async (...args: readonly string[]): Promise<string[]> => {
    const { code, stdout } = await home.run(["audit", "show", ...args], { env: ON });
    expect(code).toBe(0);
    return stdout.split("\n").slice(0, -1);
  };
  expect(await show("--format", "ndjson")).toEqual(linesOf(home));
  expect(await show("--kind", "mask", "--session", "other")).toEqual([
    expect.stringMatching(/^2\S+ {2}mask {2}end {2}ok {2}mask {2}other {2}stdout {2}1 EMAIL, 1 PHONE$/),
  ]);
  expect(await show("--since", "1h", "--kind", "audit")).toHaveLength(4);
  expect(await show("--until", "2020-01-01")).toEqual([]);
  const wrong = await home.run(["audit", "show", "--since", "yesterday"], { env: ON });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--since takes a date, a time or an age")]);
});

test("export: CSV by RFC 4180, and lines that can still be checked", async () => {
  const home = await filled();
  const { stdout } = await home.run(["audit", "export", "--csv", "--kind", "mask"], { env: ON });
  const rows = stdout.split("\r\n");
  expect(rows[0]).toBe(
    "time,kind,action,outcome,command,session,agent,request,destination,reason,values,counts,rules,chain,seq",
  );
  expect(rows[2]).toMatch(/^2[^,]+,mask,end,ok,mask,other,,,stdout,,2,EMAIL=1 PHONE=1,email=1 [\w-]+=1,[\w-]{16},1$/);
  const copy = join(home.path, "copy.ndjson");
  expect((await home.run(["audit", "export", "-o", copy], { env: ON })).code).toBe(0);
  expect(readFileSync(copy, "utf8")).toBe(`${linesOf(home).join("\n")}\n`);
  expect((await home.run(["audit", "verify", "--no-head", copy])).code).toBe(0);
  expect((await home.run(["audit", "export", "-o", copy], { env: ON })).code).toBe(3);
});

test("without a log that is said", async () => {
  const { code, stderr } = await makeHome().run(["audit", "verify"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("there is no audit log there")]);
});

test.each([[["mask"]], [["mask", "--no-store"]], [["keys", "init"]]])(
  "a key that the first use makes is in the log: %j",
  async (args) => {
    const home = makeHome({ key: false });
    const env = { ...ON, CLOSEMASK_KEY_SOURCE: "file" };
    for (let runs = 0; runs < 2; runs++) {
      const { code, stderr } = await home.run(args, { env, input: "bob@corp-mail.com\n" });
      expect(code, stderr).toBe(0);
      expect(eventsOf(home, "key")).toMatchObject([{ action: "init", source: "file" }]);
    }
    expect((await verify(home)).code).toBe(0);
  },
);

test("commands that change keys, sessions and trust are in the log", { timeout: 60_000 }, async () => {
  const home = makeHome({ key: false });
  const env = { ...ON, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
  const run = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await home.run(args, { env, input: "bob@corp-mail.com\n" });
    expect([args, code, stderr]).toEqual([args, 0, expect.any(String)]);
  };
  await run("keys", "init");
  await run("mask", "--session", "case-7");
  await run("keys", "rotate");
  await run("keys", "export");
  const dump = join(home.path, "dump");
  await run("sessions", "export", "case-7", "-o", dump);
  await run("sessions", "purge", "case-7", "--yes");
  await run("sessions", "import", dump);
  await run("sessions", "prune");
  const file = home.write("work/.closemaskrc.yaml", "audit: { enabled: false }\n");
  await run("config", "trust", file);
  const told = eventsOf(home).filter(({ kind }) => kind === "key" || kind === "session" || kind === "config");
  expect(told.map(({ kind, action, session }) => [kind, action, session].join(" ").trim())).toEqual([
    "key init",
    "key rotate",
    "key rotate",
    "key export",
    "session export case-7",
    "session purge case-7",
    "session import case-7",
    "session prune",
    // As it was before it was trusted: what it says of the log does not hold yet.
    "config trust",
  ]);
  // The chain's key is the same after a rotation.
  const { code } = await home.run(["audit", "verify", join(home.data, "audit.ndjson")], { env });
  expect(code).toBe(0);
});

test("doctor shows where events go, and what is wrong with it", async () => {
  const home = makeHome();
  const env = {
    CLOSEMASK_AUDIT_FILE: join(home.path, "none", "a.ndjson"),
    CLOSEMASK_AUDIT_HTTP: "https://user:secret@collector.example/in",
    CLOSEMASK_AUDIT_SYSLOG: "unix:/dev/log",
  };
  const { stdout } = await home.run(["doctor"], { env });
  const told = stdout.split("\n").filter((line) => /^\w+ +audit /.test(line));
  expect(told).toEqual([
    expect.stringMatching(/file \S+a\.ndjson: when it cannot be written, that is counted$/),
    expect.stringMatching(/syslog at unix:\/dev\/log$/),
    expect.stringMatching(/collector at collector\.example$/),
  ]);
  expect((await home.run(["doctor"])).stdout).toMatch(/^note +audit +no events are logged/m);
  const folder = await home.run(["doctor"], { env: { CLOSEMASK_AUDIT_FILE: home.path } });
  expect(folder.stdout).toMatch(/^fault +audit +the file of events cannot be written/m);
});

const NAMES = RULES.map(({ id, kind }) => `${id} ${kind}`).join(" ");

test("no value of any kind gets into the log of a filter", { timeout: 60_000 }, async () => {
  const home = makeHome();
  const planted = RULES.flatMap((rule) =>
    rule.examples.yes.flatMap((text) => {
      const value = /«([\s\S]*?)»/.exec(text)?.[1];
      // Shorter ones stand anywhere by chance, and some are words of which names of rules are made.
      return value === undefined || value.length < 8 || NAMES.includes(value)
        ? []
        : [{ value, text: text.replace(/[«»]/g, "") }];
    }),
  );
  expect(planted.length).toBeGreaterThan(700);
  const input = `${planted.map(({ text }) => text).join("\n\n")}\n`;
  const env = { ...ON, CLOSEMASK_AUDIT_INTERVAL: "1ms" };
  const masked = await home.run(["mask"], { input, env });
  expect(masked.code).toBe(0);
  await home.run(["unmask"], { input: masked.bytes, env });
  await home.run(["mask", "--redact", "--exec", "--", "cat", home.write("in.txt", input)], { env });
  const said = [everythingIn(home)];
  for (const command of [["show"], ["stats"], ["export", "--csv"]])
    said.push((await home.run(["audit", ...command], { env })).stdout);
  const all = said.join("\n");
  expect(planted.filter(({ value }) => all.includes(value)).length).toBe(0);
  expect(eventsOf(home, "mask").length).toBeGreaterThan(1);
  expect((await verify(home)).code).toBe(0);
});
