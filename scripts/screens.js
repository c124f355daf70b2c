// Draws docs/screens/*.svg from real runs of the built command line in tmux: what a terminal shows, with its colours, as stills and as
// recordings that play by CSS alone. Run by `npm run docs:screens [NAME…]`; needs tmux. The key is a fixed one, so that placeholders are
// the same each time, and times that the machine needed are drawn as 0.2 s.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, URL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "docs/screens");
const home = mkdtempSync(join(tmpdir(), "closemask-screens-"));
const socket = join(home, "tmux");
const env = {
  PATH: `${join(home, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: home,
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_DATA_HOME: join(home, "data"),
  XDG_CACHE_HOME: join(home, "cache"),
  CLOSEMASK_KEY: Buffer.alloc(32, 1).toString("base64"),
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  TERM: "screen-256color",
};

const asked = process.argv.slice(2);
const wanted = (name) => asked.length === 0 || asked.includes(name);
const COLUMNS = 104;
const PATIENCE = 30_000;

const tmux = (...words) =>
  execFileSync("tmux", ["-S", socket, "-f", "/dev/null", ...words], {
    env,
    cwd: root,
    encoding: "utf8",
    stdio: "pipe",
  });
const type = (text) => tmux("send-keys", "-l", "--", text);
const press = (...keys) => tmux("send-keys", ...keys);

async function until(what) {
  const end = Date.now() + PATIENCE;
  while (!what.test(tmux("capture-pane", "-p"))) {
    if (Date.now() > end) throw new Error(`not seen: ${what}\n${tmux("capture-pane", "-p")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The sixteen colours, and those of text and ground. */
const PALETTE =
  "1e1e2e f38ba8 a6e3a1 f9e2af 89b4fa cba6f7 94e2d5 cdd6f4 7f849c f38ba8 a6e3a1 f9e2af 89b4fa f5c2e7 89dceb ffffff"
    .split(" ")
    .map((code) => `#${code}`);
const TEXT = "#cdd6f4";
const GROUND = "#1e1e2e";
const CELL = { width: 8.4, height: 18 };

const escapeText = (text) => text.replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark]);

/** Runs of text with what SGR codes say of them. */
function* runsOf(line, style) {
  for (const [i, part] of line.split("\u001b").entries()) {
    const [, codes, text] =
      i === 0 ? [part, undefined, part] : (/^\[([\d;]*)m(.*)$/s.exec(part) ?? [part, undefined, ""]);
    if (codes !== undefined) apply(style, (codes === "" ? "0" : codes).split(";").map(Number));
    if (text !== "") yield { text, ...style };
  }
}

function apply(style, codes) {
  for (const code of codes) {
    if (code === 0) for (const name of Object.keys(style)) delete style[name];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code === 39) style.color = undefined;
    else if (code >= 30 && code <= 37) style.color = PALETTE[code - 30];
    else if (code >= 90 && code <= 97) style.color = PALETTE[code - 82];
  }
}

/** Columns of a text: Chinese takes two. */
function widthOf(text) {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/** The lines of a screen, drawn; empty ones are empty texts. */
function drawnLines(screen) {
  const lines = screen.replace(/\n+$/, "").split("\n");
  const style = {};
  return lines.map((line, row) => {
    let column = 0;
    const y = 40 + row * CELL.height;
    return [...runsOf(line, style)]
      .map(({ text, bold, dim, underline, inverse, color }) => {
        const x = 12 + column * CELL.width;
        const width = widthOf(text) * CELL.width;
        column += widthOf(text);
        const fill = inverse ? GROUND : (color ?? TEXT);
        const back = inverse
          ? `<rect x="${round(x)}" y="${y - 13}" width="${round(width)}" height="${CELL.height}" fill="${color ?? TEXT}"/>`
          : "";
        const more = `${fill === TEXT ? "" : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.6"' : ""}${underline ? ' text-decoration="underline"' : ""}`;
        if (text.trim() === "") return back;
        return `${back}<text x="${round(x)}" y="${y}" textLength="${round(width)}"${more}>${escapeText(text)}</text>`;
      })
      .join("");
  });
}

const round = (length) => String(Math.round(length * 10) / 10);

function frameOf(title, rows, content, css = "") {
  const width = Math.ceil(24 + COLUMNS * CELL.width);
  const height = 40 + rows * CELL.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="${TEXT}" xml:space="preserve">
${css === "" ? "" : `<style>${css}</style>\n`}<rect width="100%" height="100%" rx="8" fill="${GROUND}"/>
<circle cx="18" cy="14" r="5" fill="#f38ba8"/><circle cx="34" cy="14" r="5" fill="#f9e2af"/><circle cx="50" cy="14" r="5" fill="#a6e3a1"/>
${content}
</svg>
`;
}

function svgOf(screen, title) {
  const lines = drawnLines(screen);
  return frameOf(title, lines.length, lines.filter((line) => line !== "").join("\n"));
}

/** Frames of a recording: what was on the screen, and for how many seconds it is shown. */
let frames = [];
function shoot(seconds) {
  frames.push({ screen: capture(), seconds });
}

/**
 * A recording: each line that was ever on the screen once, shown in the frames that have it. Who wants no motion sees the last
 * frame.
 */
function recordingOf(shots, title) {
  const total = shots.reduce((sum, { seconds }) => sum + seconds, 0);
  const starts = shots.map((_, i) => shots.slice(0, i).reduce((sum, { seconds }) => sum + seconds, 0));
  const shown = new Map();
  let rows = 0;
  for (const [i, { screen }] of shots.entries()) {
    const lines = drawnLines(screen);
    rows = Math.max(rows, lines.length);
    for (const line of lines) if (line !== "") shown.set(line, [...(shown.get(line) ?? []), i]);
  }
  const names = new Map();
  const rules = [];
  const percent = (seconds) => `${Math.round((seconds / total) * 100_000) / 1000}%`;
  const groups = [...shown].map(([line, at]) => {
    if (at.length === shots.length) return line;
    const key = at.join(" ");
    let name = names.get(key);
    if (name === undefined) {
      name = `f${names.size}`;
      names.set(key, name);
      const steps = shots.flatMap((_, i) => {
        const isOn = at.includes(i);
        return i > 0 && isOn === at.includes(i - 1) ? [] : [`${percent(starts[i])}{opacity:${isOn ? 1 : 0}}`];
      });
      rules.push(`@keyframes ${name}{${steps.join("")}}.${name}{animation-name:${name}}`);
      if (!at.includes(shots.length - 1)) rules.push(`@media(prefers-reduced-motion){.${name}{opacity:0}}`);
    }
    return `<g class="f ${name}">${line}</g>`;
  });
  const css = `.f{animation:${round(total)}s step-end infinite}${rules.join("")}@media(prefers-reduced-motion){.f{animation:none}}`;
  return frameOf(title, rows, groups.join("\n"), css);
}

/** What is on the screen; the time that the first word took is another one on each machine. */
function capture() {
  return tmux("capture-pane", "-p", "-e").replace(/\b\d+\.\d s\b/g, "0.2 s");
}

function save(name, title) {
  if (wanted(name)) writeFileSync(join(target, `${name}.svg`), svgOf(capture(), title));
}

async function shell(rows) {
  tmux("new-session", "-d", "-x", String(COLUMNS), "-y", String(rows), "sh");
  await until(/^[#$]/m);
  type("PS1='$ '; clear");
  press("Enter");
  await until(/^\$$/m);
}

async function chat() {
  await shell(16);
  type("closemask chat --echo");
  press("Enter");
  await until(/\/help/);
  type("Please write to ada.lovelace@example.com about card 4111 1111 1111 1111. 我的手机号是 13912345678");
  await until(/would be masked: .*PHONE/);
  press("Enter");
  await until(/always send masked/);
  save("chat-question", "closemask chat asks before the first value of a kind leaves");
  press("3");
  await until(/model[\s\S]*3 masked|3 masked[\s\S]*model/);
  await until(/ s$/m);
  save("chat-yours", "closemask chat: the conversation as you see it");
  press("C-t");
  await until(/theirs/);
  save("chat-theirs", "closemask chat: the same conversation as the provider sees it");
  tmux("kill-session");
}

/** A whole conversation, as it is typed and as it comes. */
async function recording() {
  await shell(18);
  frames = [];
  const typed = async (text, step = 6) => {
    for (let at = 0; at < text.length; at += step) {
      type(text.slice(at, at + step));
      await seen(text.slice(0, at + step));
      shoot(0.16);
    }
  };
  await typed("closemask chat --echo");
  press("Enter");
  await until(/\/help/);
  shoot(0.8);
  for (const part of ["Write to ", "ada.lovelace", "@example.com", " about card ", "4111 1111", " 1111 1111."]) {
    type(part);
    await settled();
    shoot(part.startsWith("@") || part.endsWith(".") ? 1.2 : 0.3);
  }
  await until(/would be masked: .*CARD/);
  shoot(1);
  press("Enter");
  await until(/always send masked/);
  shoot(2);
  press("Down");
  await settled();
  press("Down");
  await settled();
  shoot(0.8);
  press("Enter");
  await until(/model[\s\S]*2 masked|2 masked[\s\S]*model/);
  await until(/ s$/m);
  await settled();
  shoot(2.5);
  press("C-t");
  await until(/theirs: what the provider sees/);
  shoot(3);
  press("C-t");
  await until(/│ theirs/);
  shoot(3);
  press("C-t");
  await until(/── yours ─/);
  press("Tab");
  await until(/this value:/);
  shoot(1);
  press("C-r");
  await until(/••••••/);
  shoot(2.5);
  tmux("kill-session");
  writeFileSync(
    join(target, "chat.svg"),
    recordingOf(frames, "closemask chat: a value is masked on its way out and restored in the answer"),
  );
}

/** The screen has the text at the cursor's line; a line of the shell comes back at once. */
async function seen(text) {
  const end = Date.now() + PATIENCE;
  while (!tmux("capture-pane", "-p").includes(text.trimEnd())) {
    if (Date.now() > end) throw new Error(`not seen: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Nothing has changed for a while: what was typed has been looked at. */
async function settled() {
  let before = "";
  for (let same = 0; same < 8; ) {
    const now = capture();
    same = now === before ? same + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function filters() {
  await shell(11);
  type("clear; closemask mask --style word < fixtures/samples/prompt.txt | grep --color=always -E '[A-Z]+X[0-9]{9}'");
  press("Enter");
  await until(/EMAILX[\s\S]*\n\$\s*$/);
  save("mask", "closemask mask in a pipe");
  type("clear; closemask scan fixtures/samples/prompt.txt 2>&1 | head -n 9");
  press("Enter");
  await until(/EMAIL[\s\S]*\n\$\s*$/);
  save("scan", "closemask scan");
  tmux("kill-session");
}

try {
  mkdirSync(target, { recursive: true });
  mkdirSync(join(home, "bin"));
  const bin = join(root, "bin/closemask.js");
  writeFileSync(join(home, "bin/closemask"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
  if (wanted("chat")) await recording();
  // A session in which nothing was asked yet.
  rmSync(join(home, "data"), { recursive: true, force: true });
  if (["chat-question", "chat-yours", "chat-theirs"].some(wanted)) await chat();
  if (["mask", "scan"].some(wanted)) await filters();
} finally {
  try {
    tmux("kill-server");
  } catch {
    // It ends with its last session.
  }
  rmSync(home, { recursive: true, force: true });
}
