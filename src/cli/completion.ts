// Completion scripts for three shells, written from the command tables. They hold all they need; nothing calls closemask
// while a person is typing.

import { COMMANDS, GROUPS } from "./tree/commands.ts";
import { type CommandSpec, type OptionSpec, optionParts } from "./tree/spec.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

/** First words: commands and groups, in order. */
function topLevel(): { name: string; about: string }[] {
  const groups = new Map(GROUPS.map(({ name, about }) => [name, about]));
  const seen = new Map<string, string>();
  for (const { name, about } of COMMANDS) {
    const [first = name] = name.split(" ");
    seen.set(first, groups.get(first) ?? about);
  }
  return [...seen, ["help", "print help for a command"] as const].map(([name, about]) => ({ name, about }));
}

function inGroup(group: string): CommandSpec[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${group} `));
}

function lastWord({ name }: CommandSpec): string {
  return name.split(" ").at(-1) ?? name;
}

/** Words that a command's first argument can be; files when it is undefined. */
function argumentWords(spec: CommandSpec): string[] | undefined {
  if (spec.name === "completion") return [...SHELLS];
  const words = spec.args?.[0]?.words;
  if (words !== undefined) return [...words];
  return spec.args?.some(({ completes }) => completes === "file") ? undefined : [];
}

function bash(): string {
  const cases = COMMANDS.map((spec) => {
    const flags = (spec.options ?? []).flatMap((option) => {
      const { short, long } = optionParts(option);
      return short === undefined ? [long] : [short, long];
    });
    const values = (spec.options ?? []).flatMap((option) => {
      const { short, long, value } = optionParts(option);
      if (value !== "required") return [];
      const words =
        option.choices === undefined ? (option.completes === "file" ? "FILES" : "") : option.choices.join(" ");
      return [`        ${[short, long].filter(Boolean).join("|")}) words="${words}" ;;`];
    });
    const words = argumentWords(spec);
    return [
      `    "${spec.name}")`,
      `      flags="${[...flags, "--help"].join(" ")}"`,
      `      words="${words === undefined ? "FILES" : words.join(" ")}"`,
      ...(values.length === 0 ? [] : ['      case "$previous" in', ...values, "      esac"]),
      "      ;;",
    ].join("\n");
  });
  const groups = GROUPS.map(({ name }) => `    ${name}) words="${inGroup(name).map(lastWord).join(" ")}" ;;`);
  return `# bash completion of closemask. Load it with: source <(closemask completion bash)
_closemask() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" flags="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -*) ;;
      *)
        if [ -z "$command" ]; then command="\${COMP_WORDS[i]}"
        elif [[ " ${GROUPS.map(({ name }) => name).join(" ")} " == *" $command "* ]]; then command="$command \${COMP_WORDS[i]}"; break
        else break; fi ;;
    esac
  done
  case "$command" in
    "") words="${topLevel()
      .map(({ name }) => name)
      .join(" ")}"; flags="--help --version" ;;
${groups.join("\n")}
${cases.join("\n")}
  esac
  COMPREPLY=()
  if [[ "$current" == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  elif [ "$words" = FILES ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    compopt -o filenames 2>/dev/null
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}
complete -F _closemask closemask
`;
}

function zsh(): string {
  const quote = (text: string): string => text.replace(/'/g, "'\\''");
  const plain = (text: string): string => quote(text.replace(/[[\]:\\]/g, (c) => `\\${c}`));
  const option = (spec: OptionSpec): string => {
    const { short, long, value, valueName } = optionParts(spec);
    const action =
      spec.choices !== undefined ? `(${spec.choices.join(" ")})` : spec.completes === "file" ? "_files" : " ";
    const argument = value === "required" ? `:${valueName}:${action}` : "";
    const about = `[${plain(spec.about)}]${argument}`;
    const star = spec.repeats ? "*" : "";
    return short === undefined ? `'${star}${long}${about}'` : `{${short},${long}}'${about}'`;
  };
  const body = (spec: CommandSpec): string => {
    const words = argumentWords(spec);
    const rest =
      words === undefined ? "'*:file:_files'" : words.length > 0 ? `'1:word:(${words.join(" ")})'` : "'*: :'";
    return `_arguments -s ${[...(spec.options ?? []).map(option), rest].join(" \\\n          ")}`;
  };
  const list = (items: readonly { name: string; about: string }[]): string =>
    items.map(({ name, about }) => `'${name}:${plain(about)}'`).join(" ");
  const groups = new Set(GROUPS.map(({ name }) => name));
  const single = COMMANDS.filter(({ name }) => !name.includes(" ")).map(
    (spec) => `      ${spec.name})\n        ${body(spec)} ;;`,
  );
  const grouped = [...groups].map((group) => {
    const subs = inGroup(group).map((spec) => ({ name: lastWord(spec), about: spec.about }));
    const cases = inGroup(group).map((spec) => `          ${lastWord(spec)}) ${body(spec)} ;;`);
    return `      ${group})
        if (( CURRENT == 2 )); then
          local -a subcommands=(${list(subs)})
          _describe command subcommands
          return
        fi
        shift words; (( CURRENT-- ))
        case $words[1] in
${cases.join("\n")}
        esac ;;`;
  });
  return `#compdef closemask
# zsh completion of closemask. Load it with: source <(closemask completion zsh)
_closemask() {
  if (( CURRENT == 2 )); then
    local -a commands=(${list(topLevel())})
    _describe command commands
    return
  fi
  shift words; (( CURRENT-- ))
  case $words[1] in
${[...single, ...grouped].join("\n")}
  esac
}
if [ "$funcstack[1]" = _closemask ]; then _closemask "$@"; else compdef _closemask closemask; fi
`;
}

function fish(): string {
  const quote = (text: string): string => `'${text.replace(/[\\']/g, (c) => `\\${c}`)}'`;
  const lines = ["# fish completion of closemask", "complete -c closemask -f"];
  for (const { name, about } of topLevel()) {
    lines.push(`complete -c closemask -n __fish_use_subcommand -a ${name} -d ${quote(about)}`);
  }
  for (const spec of COMMANDS) {
    const [first = "", second] = spec.name.split(" ");
    let when = `__fish_seen_subcommand_from ${first}`;
    if (second !== undefined) {
      const others = inGroup(first).map(lastWord).join(" ");
      lines.push(
        `complete -c closemask -n ${quote(`${when}; and not __fish_seen_subcommand_from ${others}`)} -a ${second} -d ${quote(spec.about)}`,
      );
      when += `; and __fish_seen_subcommand_from ${second}`;
    }
    const words = argumentWords(spec);
    if (words === undefined) lines.push(`complete -c closemask -n ${quote(when)} -F`);
    else if (words.length > 0) lines.push(`complete -c closemask -n ${quote(when)} -a ${quote(words.join(" "))}`);
    for (const option of spec.options ?? []) {
      const { short, long, value } = optionParts(option);
      const parts = [
        `complete -c closemask -n ${quote(when)}`,
        short === undefined ? "" : `-s ${short.slice(1)}`,
        `-l ${long.slice(2)}`,
      ];
      if (value === "required") parts.push("-r");
      if (option.choices !== undefined) parts.push(`-a ${quote(option.choices.join(" "))}`);
      else if (option.completes === "file") parts.push("-F");
      lines.push([...parts, `-d ${quote(option.about)}`].filter(Boolean).join(" "));
    }
  }
  return `${lines.join("\n")}\n`;
}
