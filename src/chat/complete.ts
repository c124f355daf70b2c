// What a command in the prompt can go on with: names of commands, models, sessions, files.

import type { Chat } from "./chat.ts";
import { COMMANDS } from "./commands.ts";

/** Names that are shown at once. */
const SHOWN = 12;

/** The commands that begin so, or what one of them does. */
export function commandHint(text: string): string {
  const [, name = "", space] = /^\/([a-z]*)(\s)?/.exec(text) ?? [];
  const names = [...COMMANDS.keys()].filter((each) => (space === undefined ? each.startsWith(name) : each === name));
  const [only] = names;
  if (only === undefined) return "there is no such command; Enter sends a text that is none";
  if (names.length > 1 && !COMMANDS.has(name)) return names.map((each) => `/${each}`).join(" ");
  const shown = COMMANDS.has(name) ? name : only;
  const command = COMMANDS.get(shown);
  return `/${shown} ${command?.args ?? ""}`.trim().concat(`  ${command?.about ?? ""}`);
}

/** The text with all that is certain, and what there is to choose from. @throws ClosemaskError where the provider cannot be asked */
export async function completion(chat: Chat, text: string): Promise<{ text: string; hint: string | null }> {
  const [, name = "", space = "", rest = ""] = /^\/(\S*)(\s*)(.*)$/s.exec(text) ?? [];
  if (space === "")
    return among(
      text,
      [...COMMANDS.keys()].map((each) => `/${each}`),
      " ",
    );
  const whole = (options: readonly string[], end: string) => among(rest, options, end);
  const { text: argument, hint } = await argumentsOf(chat, name, rest, whole);
  return { text: `/${name}${space}${argument}`, hint };
}

type Whole = (options: readonly string[], end: string) => ReturnType<typeof among>;

async function argumentsOf(
  { deps, models }: Chat,
  name: string,
  rest: string,
  whole: Whole,
): Promise<ReturnType<typeof among>> {
  switch (name) {
    case "model":
      return whole(await models(), "");
    case "session":
      return whole(
        (await deps.machine.sessions()).map((session) => session.name),
        "",
      );
    case "view":
      return whole(["yours", "theirs", "diff"], "");
    case "attach":
    case "export":
      return whole(await deps.machine.paths(rest), "");
    default:
      return { text: rest, hint: null };
  }
}

/** As far as all that begin so are the same; `end` behind the only one. */
function among(text: string, options: readonly string[], end: string): { text: string; hint: string | null } {
  const left = options.filter((option) => option.startsWith(text));
  const [first, ...others] = left;
  if (first === undefined) return { text, hint: "nothing goes on from there" };
  if (others.length === 0) return { text: first + end, hint: null };
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  const more = left.length > SHOWN ? `  and ${left.length - SHOWN} more` : "";
  return { text: first.slice(0, length), hint: `${left.slice(0, SHOWN).join("  ")}${more}` };
}
