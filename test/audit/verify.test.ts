// What a log shows of what was done to it: everything that only who has the key could hide.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyLog } from "../../src/audit/verify.ts";
import { KEY, type Log, makeLog, masked } from "./kit.ts";

/** A log of one closed chain with some events. */
async function written(events = 5): Promise<Log> {
  const log = makeLog();
  const audit = log.open();
  for (let i = 0; i < events; i++) audit.record(masked(i + 1));
  await audit.close();
  return log;
}

/** Two chains, line by line in turn. */
async function interleaved(): Promise<Log> {
  const log = makeLog();
  const one = log.open();
  const other = log.open();
  for (let i = 1; i < 4; i++) {
    one.record(masked(i));
    other.record(masked(10 + i));
  }
  await one.close();
  await other.close();
  return log;
}

describe("one process", () => {
  test("a log that nobody touched is whole", async () => {
    const log = await written();
    expect(log.verify()).toEqual({ files: 1, events: 7, chains: 1, findings: [] });
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
  });

  test.each([0, 1, 3, 5])("line %i removed", async (i) => {
    const log = await written();
    log.rewrite(log.lines().toSpliced(i, 1));
    expect(log.faults()).toEqual([`removed ${i + 1}`]);
  });

  test("the last line removed, and the last three", async () => {
    const log = await written();
    log.rewrite(log.lines().slice(0, -1));
    expect(log.faults()).toEqual(["cut 6"]);
    log.rewrite(log.lines().slice(0, -2));
    expect(log.faults()).toEqual(["cut 4"]);
  });

  test("a count changed", async () => {
    const log = await written();
    log.rewrite(log.lines().with(2, (log.lines()[2] as string).replace('"EMAIL":2', '"EMAIL":1')));
    expect(log.faults()).toEqual(["changed 3"]);
  });

  test("two lines swapped", async () => {
    const log = await written();
    const lines = log.lines();
    log.rewrite(lines.with(2, lines[3] as string).with(3, lines[2] as string));
    expect(log.faults()).toEqual(["moved 4"]);
  });

  test("a line copied", async () => {
    const log = await written();
    const lines = log.lines();
    log.rewrite([...lines.slice(0, 4), lines[3] as string, ...lines.slice(4)]);
    expect(log.faults()).toEqual(["moved 5"]);
  });

  test("the end cut in mid-line", async () => {
    const log = await written();
    truncateSync(log.path, statSync(log.path).size - 30);
    expect(log.faults()).toEqual(["cut 6"]);
    expect(log.notes()).toEqual(["torn 7"]);
  });

  test("head records removed as well: the head of the others still says it, an emptied one is seen", async () => {
    const log = await written();
    log.rewrite(log.lines().slice(0, -1));
    rmSync(`${log.path}.head`);
    expect(log.faults()).toEqual(["head 1"]);
  });

  test("all of it removed", async () => {
    const log = await written();
    rmSync(log.path);
    expect(log.faults()).toEqual(["removed 0"]);
  });

  test("head records that somebody makes up count for nothing", async () => {
    const log = await written();
    const [chain] = readFileSync(`${log.path}.head`, "utf8").split(" ");
    const forged = `${chain} 99 AAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAA\n`;
    writeFileSync(`${log.path}.head`, readFileSync(`${log.path}.head`, "utf8") + forged);
    expect(log.faults()).toEqual([]);
  });

  test("a chain that was not closed is said to be so, and is no fault", () => {
    const log = makeLog();
    log.open().record(masked());
    expect(log.faults()).toEqual([]);
    expect(log.notes()).toEqual(["unclosed 2"]);
  });

  test("another key", async () => {
    const log = await written();
    const { findings } = verifyLog({ path: log.path, key: new Uint8Array(32).fill(8) });
    expect(findings.map(({ what }) => what)).toEqual(["foreign"]);
  });

  test("any byte changed to any other is found", async () => {
    const log = await written(3);
    const bytes = readFileSync(log.path);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ by;
        writeFileSync(log.path, changed);
        expect(log.faults().length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test("any lines removed are found", async () => {
    const log = await written(8);
    const lines = log.lines();
    fc.assert(
      fc.property(fc.subarray(lines, { maxLength: lines.length - 1 }), (kept) => {
        log.rewrite(kept);
        expect(log.faults().length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("two processes at one file", () => {
  test("whole", async () => {
    const log = await interleaved();
    expect(log.verify()).toMatchObject({ events: 10, chains: 2, findings: [] });
  });

  test("a chain removed as a whole, from the head too", async () => {
    const log = await interleaved();
    const lines = log.lines();
    const chain = chainOf(lines[0] as string);
    log.rewrite(lines.filter((line) => chainOf(line) !== chain));
    const heads = readFileSync(`${log.path}.head`, "utf8").split("\n");
    writeFileSync(`${log.path}.head`, heads.filter((line) => !line.startsWith(chain)).join("\n"));
    // The other one says behind which of its lines it stood.
    expect(log.faults()).toEqual(["removed 1"]);
  });

  test("the end of one removed, from the head too", async () => {
    const log = await interleaved();
    const [first = ""] = log.lines();
    const third = log.open();
    await third.close();
    const chain = chainOf(log.lines()[1] as string);
    const own = (line: string): boolean => chainOf(line) === chain && /"action":"close"/.test(line);
    log.rewrite(log.lines().filter((line) => !own(line)));
    const heads = readFileSync(`${log.path}.head`, "utf8").split("\n");
    writeFileSync(`${log.path}.head`, heads.filter((line) => !line.startsWith(`${chain} 4 `)).join("\n"));
    expect(first).not.toContain(chain);
    expect(log.faults()).toEqual(["cut 10"]);
  });

  test("a line that is torn in the middle harms neither", async () => {
    const log = makeLog();
    const one = log.open();
    one.record(masked());
    writeFileSync(
      log.path,
      `${readFileSync(log.path, "utf8")}{"v":1,"time":"2026-11-30T00:00:00.000Z","chain":"AAAAAAAAAAAAAAAA","seq":7,"ki`,
    );
    const other = log.open();
    other.record(masked());
    await one.close();
    await other.close();
    expect(log.faults()).toEqual([]);
    expect(log.notes()).toEqual(["torn 3"]);
  });
});

describe("files that are put aside", () => {
  const SMALL = { maxSize: 2000 };

  /** Enough events for several files, by two processes, and a short third one in each. */
  async function rotated(keep: number): Promise<Log> {
    const log = makeLog();
    const one = log.open({}, { ...SMALL, keep });
    const other = log.open({}, { ...SMALL, keep });
    for (let i = 0; i < 40; i++) {
      one.record(masked(i));
      if (i % 3 === 0) other.record(masked(100 + i));
      if (i % 10 === 0) await log.open({}, { ...SMALL, keep }).close();
    }
    await one.close();
    await other.close();
    return log;
  }

  test("are read as one log", async () => {
    const log = await rotated(1000);
    const { files, findings, events } = log.verify();
    expect(files).toBeGreaterThan(5);
    expect(events).toBe(40 + 14 + 8 + 4);
    expect(findings).toEqual([]);
  });

  test("one of them removed", async () => {
    const log = await rotated(1000);
    const names = asideIn(log);
    rmSync(join(log.folder, names[2] as string));
    expect(new Set(log.faults().map((fault) => fault.split(" ")[0]))).toEqual(new Set(["removed", "unlinked"]));
  });

  test("the oldest removed with its head, although older ones were let go", async () => {
    const log = await rotated(3);
    expect(log.faults()).toEqual([]);
    const [oldest = ""] = asideIn(log);
    rmSync(join(log.folder, oldest));
    rmSync(join(log.folder, `${oldest}.head`));
    expect(log.faults()).toContain("unlinked 1");
  });

  test("while somebody else is at it, or it cannot be done, lines go where they went", async () => {
    const log = makeLog();
    mkdirSync(`${log.path}.lock`);
    const audit = log.open({}, SMALL);
    for (let i = 0; i < 20; i++) audit.record(masked(i));
    await audit.close();
    expect(log.verify()).toMatchObject({ files: 1, events: 22, findings: [] });
    expect(log.warnings).toEqual([]);
  });

  test("are let go beyond a number, and what they left unfinished stays whole", async () => {
    const log = await rotated(2);
    expect(log.verify().files).toBe(3);
    expect(log.faults()).toEqual([]);
    expect(readdirSync(log.folder).filter((name) => name.endsWith(".head"))).toHaveLength(3);
  });

  test("are let go when they are old, and a file is put aside before it is", async () => {
    const log = makeLog();
    const day = 86_400_000;
    const old = { maxAge: 10 * day };
    const first = log.open({}, old);
    first.record(masked());
    log.clock.now += 2 * day;
    first.record(masked());
    expect(log.verify().files).toBe(2);
    log.clock.now += 9 * day;
    first.record(masked());
    first.upkeep();
    const before = asideIn(log);
    expect(before).toHaveLength(2);
    log.clock.now += 2 * day;
    first.upkeep();
    await first.close();
    expect(asideIn(log)).not.toContain(before[0]);
    expect(log.faults()).toEqual([]);
  });
});

/** Names of files that were put aside, oldest first. */
function asideIn({ folder }: Log): string[] {
  return readdirSync(folder)
    .filter((name) => /Z-[0-9a-f]{4}$/.test(name))
    .sort();
}

function chainOf(line: string): string {
  return JSON.parse(line).chain;
}

test("the key is not in the log", async () => {
  const log = await written();
  const everything = readdirSync(log.folder)
    .map((name) => readFileSync(join(log.folder, name), "latin1"))
    .join("");
  for (const form of ["hex", "base64", "base64url"] as const) {
    expect(everything).not.toContain(Buffer.from(KEY).toString(form).slice(0, 16));
  }
});
