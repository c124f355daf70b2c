// Text as a terminal has it: how many columns a character takes, lines that fit a width, and nothing that a terminal would take
// for a command. Every text of others goes through here before it is drawn.

import stringWidth from "string-width";

/** How a run of text is drawn. */
export interface Style {
  /** One of the sixteen, `redBright`; absent for the terminal's own. */
  readonly color?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

export interface Run {
  readonly text: string;
  readonly style: Style;
}

/** A line of the screen. */
export type Line = readonly Run[];

const PLAIN: Style = {};

/** Codes of SGR, ECMA-48 8.3.117; bright colours as xterm has them. */
const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const sequences = new Map<Style, string>();

/** What a terminal is told before text of a style; `ESC [ 0 m` ends it. Empty for text as it is. */
export function sgrOf(style: Style): string {
  let sequence = sequences.get(style);
  if (sequence === undefined) {
    const { color = "", bold, dim, underline, inverse } = style;
    const base = COLORS.indexOf(color.replace(/Bright$/, ""));
    const codes = [
      bold === true ? 1 : null,
      dim === true ? 2 : null,
      underline === true ? 4 : null,
      inverse === true ? 7 : null,
      base < 0 ? null : (color.endsWith("Bright") ? 90 : 30) + base,
    ].filter((code) => code !== null);
    sequence = codes.length === 0 ? "" : `\u001b[${codes.join(";")}m`;
    // Styles are constants of their files.
    sequences.set(style, sequence);
  }
  return sequence;
}
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const ASCII = /^[\x20-\x7e]*$/;
const widths = new Map<string, number>();
const WIDTHS_MAX = 20_000;

/** Columns of a text without line ends. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += cellsOf(segment);
  return width;
}

function cellsOf(grapheme: string): number {
  let width = widths.get(grapheme);
  if (width === undefined) {
    width = stringWidth(grapheme);
    if (widths.size >= WIDTHS_MAX) widths.clear();
    widths.set(grapheme, width);
  }
  return width;
}

/** Without control characters, which move cursors and change settings; tabs become spaces, other ones a mark. */
export function harmless(text: string): string {
  if (!/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)) return text;
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, "    ")
    .replace(/(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\u00b7");
}

/**
 * Breaks runs into lines of at most `width` columns: at line ends, and at spaces where there are any; with `anywhere` behind any
 * character.
 */
export function wrap(runs: readonly Run[], width: number, anywhere = false): Line[] {
  const lines: Line[] = [];
  const most = Math.max(1, width);
  let line: { readonly parts: string[]; readonly style: Style }[] = [];
  let used = 0;

  const put = (text: string, style: Style): void => {
    const last = line.at(-1);
    if (last !== undefined && last.style === style) last.parts.push(text);
    else line.push({ parts: [text], style });
  };
  // Joined at once: text that grows word by word stays in memory as so many pieces.
  const end = (carried = true): void => {
    const whole = line.map(({ parts, style }) => ({ text: parts.join(""), style }));
    lines.push(carried ? whole : trimmed(whole));
    line = [];
    used = 0;
  };

  for (const { text, style } of runs) {
    for (const [i, row] of harmless(text).split("\n").entries()) {
      if (i > 0) end();
      for (const word of row.match(/\s+|[^\s]+/g) ?? []) {
        const width = widthOf(word);
        if (used + width <= most) {
          put(word, style);
          used += width;
        } else if (!anywhere && /^\s/.test(word)) {
          // Spaces at the end of a line are not carried over.
          end();
        } else if (!anywhere && width <= most && !isWide(word)) {
          end(false);
          put(word, style);
          used = width;
        } else {
          for (const { segment } of segmenter.segment(word)) {
            const cells = cellsOf(segment);
            if (used + cells > most && used > 0) end();
            put(segment, style);
            used += cells;
          }
        }
      }
    }
  }
  end();
  return lines;
}

/** Scripts that are written without spaces break anywhere. */
function isWide(word: string): boolean {
  return !ASCII.test(word) && widthOf(word) > [...segmenter.segment(word)].length;
}

/** Without spaces at its end. */
function trimmed(line: Line): Line {
  const last = line.at(-1);
  if (last === undefined) return line;
  const text = last.text.trimEnd();
  return text === "" ? line.slice(0, -1) : line.with(-1, { text, style: last.style });
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** A line filled up with spaces to a width. */
export function padded(line: Line, width: number): Line {
  const missing = width - lineWidth(line);
  return missing > 0 ? [...line, { text: " ".repeat(missing), style: PLAIN }] : line;
}

/** The beginning of a text that fits. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let out = "";
  let used = 1;
  for (const { segment } of segmenter.segment(text)) {
    used += cellsOf(segment);
    if (used > width) break;
    out += segment;
  }
  return `${out}\u2026`;
}
