// `npm run bench:chat`: what the chat costs a person who waits for it. Frames of a transcript of 5,000 messages while it is scrolled,
// jumps to its ends, an answer that comes, what a key costs until its values are marked, and the time from the command to the
// prompt. Frames go through Ink to a terminal that only counts. By the clock and by processor time: the machine is rarely quiet.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { fileURLToPath, URL } from "node:url";
import { parseArgs } from "node:util";
import { render } from "ink";
import { createElement as h } from "react";
import { App } from "../src/chat/app.ts";
import { initialState } from "../src/chat/chat-state.ts";
import { meaningOf } from "../src/chat/keys.ts";
import { preview } from "../src/chat/preview.ts";
import { placeAfter } from "../src/chat/screen.ts";
import { type ChatStore, createChatStore } from "../src/chat/store.ts";
import type { Message, Segment } from "../src/chat/types.ts";
import { loadConfig } from "../src/cli/config/load.ts";
import { createSay } from "../src/cli/say.ts";
import { openServing } from "../src/cli/serve/open-serving.ts";
import { CHAT } from "../src/cli/tree/chat.ts";
import { createLiterals } from "../src/detect/literal-table.ts";

const USAGE = `usage: npm run bench:chat -- [options]

  --messages N   messages of the transcript (default 5000)
  --starts N     starts of the program (default 10; 0 leaves them out)`;

const { values: asked } = parseArgs({
  options: { messages: { type: "string" }, starts: { type: "string" }, help: { type: "boolean" } },
});
if (asked.help === true) {
  console.log(USAGE);
  process.exit();
}
const MESSAGES = Number(asked.messages ?? 5000);
const STARTS = Number(asked.starts ?? 10);
const BIN = fileURLToPath(new URL("../bin/closemask.js", import.meta.url));

/** Milliseconds of one step: by the clock, and of the processor. */
type Cost = readonly [clock: number, cpu: number];

async function costOf(step: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await step();
  const clock = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return [clock, (user + system) / 1000];
}

function report(name: string, costs: readonly Cost[], bound: string): void {
  const shown = ([0, 1] as const).map((which) => {
    const sorted = costs.map((cost) => cost[which]).sort((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
    return `p50 ${at(0.5).padStart(6)}  p99 ${at(0.99).padStart(6)}  worst ${at(1).padStart(6)}`;
  });
  console.log(`${name.padEnd(34)} ${shown[0]}   cpu ${shown[1]}   ${bound}`);
}

const value = (n: number): Segment => {
  const id = String(n).padStart(9, "0");
  return { client: `person.${n}@example.com`, wire: `EMAILX${id}`, kind: "EMAIL" };
};
const text = (words: string): Segment => ({ client: words, wire: words, kind: null });

/** A conversation as they are: short questions, longer answers, code, some Chinese. */
function conversation(): Message[] {
  return Array.from({ length: MESSAGES }, (_, n) => {
    const isUser = n % 2 === 0;
    const words = isUser
      ? "Could you look at this once more? "
      : "It depends on what the others have said about it. ".repeat(6 + (n % 13));
    const code =
      n % 7 === 3
        ? `\n\n    const total = items.reduce((sum, item) => sum + item.price, 0);\n${"    // and more\n".repeat(n % 19)}`
        : "";
    const chinese = n % 11 === 5 ? "\n请把这封信再看一遍，然后告诉我哪里需要修改。".repeat(4) : "";
    return {
      id: n + 1,
      role: isUser ? "user" : "assistant",
      segments: [text(`Message ${n}. `), value(n), text(` ${words}${code}${chinese}`)],
      chips: [],
      attached: 0,
      state: "done",
    };
  });
}

/** A terminal that takes everything. */
class Screen extends Writable {
  readonly isTTY = true;
  written = 0;
  readonly columns: number;
  readonly rows: number;
  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.written += chunk.length;
    done();
  }
}

async function frames(columns: number, rows: number, colors: boolean): Promise<void> {
  const store = createChatStore(
    initialState({ columns, rows, provider: "p", model: "m", session: "s", ephemeral: false, system: "" }),
  );
  store.dispatch({ type: "load", entries: conversation() });
  const stdout = new Screen(columns, rows);
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} });
  const instance = render(h(App, { store, colors, onTask() {} }), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    patchConsole: false,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 1000,
  });
  await instance.waitUntilRenderFlush();
  /** One frame: from the change of the state to the bytes for the terminal. */
  const frame = async (change: (store: ChatStore) => void): Promise<Cost> => {
    await new Promise((resolve) => setTimeout(resolve, 3));
    const before = stdout.written;
    const cost = await costOf(async () => {
      change(store);
      for (let n = 0; n < 50 && stdout.written === before; n++) await new Promise(setImmediate);
    });
    return cost;
  };
  const press =
    (key: Parameters<typeof meaningOf>[2], input = "") =>
    (to: ChatStore): void => {
      const meaning = meaningOf(to.state, input, key);
      if (meaning !== null && !("task" in meaning)) to.dispatch(meaning);
    };
  const many = async (count: number, change: (store: ChatStore) => void): Promise<Cost[]> => {
    const costs: Cost[] = [];
    for (let n = 0; n < count; n++) costs.push(await frame(change));
    return costs;
  };
  const size = `${columns}x${rows}`;
  await many(30, press({ pageUp: true }));
  report(`${size} a page up`, await many(600, press({ pageUp: true })), "<= 16 ms");
  report(
    `${size} a line up`,
    await many(300, (to) => to.dispatch({ type: "place", place: placeAfter(to.state, -1) })),
    "<= 16 ms",
  );
  const jumps: Cost[] = [];
  for (let n = 0; n < 30; n++) {
    jumps.push(await frame(press({ ctrl: true, home: true })), await frame(press({ ctrl: true, end: true })));
  }
  report(`${size} to the top, to the end`, jumps, "<= 16 ms");
  report(`${size} another view`, await many(60, press({ ctrl: true }, "t")), "");
  report(`${size} value to value`, await many(60, press({ tab: true })), "");
  store.dispatch({
    type: "message",
    message: { role: "assistant", segments: [], chips: [], attached: 0, state: "streaming" },
  });
  const id = store.state.entries.at(-1)?.id ?? 0;
  let answer = "";
  report(
    `${size} an answer of 200 KB`,
    await many(400, (to) => {
      answer += "What was asked for comes in pieces, and goes on for a while.\n".repeat(8);
      to.dispatch({ type: "segments", id, segments: [text("to "), value(1), text(answer)] });
    }),
    "<= 16 ms",
  );
  instance.unmount();
}

/** What a key costs until its values are marked: the pause of 25 ms before a look not counted. */
async function typing(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-chat-"));
  try {
    const paths = { config: folder, data: folder, cache: folder };
    const effective = await loadConfig({ command: CHAT, options: {}, env: {}, cwd: folder, paths });
    const setup = { ...effective, command: CHAT.name, say: createSay({ level: "quiet" }) };
    const { detection, names, upstream } = await openServing(setup, { options: {}, host: "127.0.0.1" });
    const literals = createLiterals(1000);
    const whole =
      "Please tell Ada Lovelace (ada.lovelace@example.com, +44 20 7946 0958) that card 4111 1111 1111 1111 was declined. ".repeat(
        4,
      );
    const costs: Cost[] = [];
    for (let end = 1; end <= whole.length; end++) {
      costs.push(await costOf(async () => void (await preview(whole.slice(0, end), detection, literals))));
    }
    report("a key, 460 characters in all", costs.slice(20), "<= 25 ms");
    const long = `${whole.repeat(140)}`;
    const more: Cost[] = [];
    for (let n = 0; n < 20; n++) {
      more.push(await costOf(async () => void (await preview(long + "x".repeat(n), detection, literals))));
    }
    report("a key in a prompt of 64 KB", more, "<= 25 ms");
    await names?.close();
    await upstream.destroy();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the command to the prompt, in a terminal that `script` of util-linux makes. */
async function starts(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "closemask-chat-"));
  const folders = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const env = { ...process.env, ...folders, CLOSEMASK_KEY: Buffer.alloc(32, 7).toString("base64") };
  const chat: Cost[] = [];
  const bare: Cost[] = [];
  try {
    for (let n = 0; n < STARTS + 2; n++) {
      const cost = await start(`${process.execPath} ${BIN} chat --echo`, "/help", env);
      const floor = await start(`${process.execPath} -i`, "> ", env);
      // The first ones read from disk.
      if (n < 2) continue;
      chat.push(cost);
      bare.push(floor);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  report("from the command to the prompt", chat, "<= 400 ms");
  report("node's own prompt", bare, "");
}

function start(command: string, ready: string, env: NodeJS.ProcessEnv): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn("script", ["-qfec", `echo PID $$; exec ${command}`, "/dev/null"], {
      env: { ...env, SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let seen = "";
    let cost: Cost | null = null;
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString("latin1");
      const pid = /PID (\d+)/.exec(seen)?.[1];
      if (cost !== null || pid === undefined || !seen.includes(ready)) return;
      cost = [performance.now() - from, cpuOf(pid)];
      child.stdin.write("\u0004");
    });
    child.on("error", reject);
    child.on("close", () => (cost === null ? reject(new Error(seen)) : resolve(cost)));
  });
}

/** Milliseconds of the processor, in steps of ten (proc_pid_stat(5), fields 14 and 15); NaN where there is no /proc. */
function cpuOf(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

console.log(`node ${process.version}, ${MESSAGES} messages; milliseconds by the clock, then of the processor`);
await frames(80, 24, true);
await frames(200, 50, true);
await typing();
if (STARTS > 0) await starts();
const { rss, heapUsed } = process.memoryUsage();
console.log(`at the end: ${(rss / 1e6).toFixed(0)} MB, heap ${(heapUsed / 1e6).toFixed(0)} MB`);
