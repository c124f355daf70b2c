// The commands for the master key.

import { COMMON, type CommandSpec, JSON_OUTPUT, TENANT } from "./spec.ts";

const YES = { flags: "-y, --yes", about: "do not ask" };
const BACKGROUND = {
  flags: "--background",
  about: "seal anew in a process that runs on; its messages go to reseal.log in the data folder",
};

export const KEY_COMMANDS: readonly CommandSpec[] = [
  {
    name: "keys status",
    about: "say where the master key comes from, its check values, and what is left to seal anew; never what it is",
    details: [
      "Two machines have the same key when they print the same check value, and the same sealing keys when those have the same. With --expect the exit code is 3 when the check value is another one. It is also 3 when the store is written with a sealing key that the ring lacks, as after an older copy of the key was put back.",
    ],
    options: [
      TENANT,
      { flags: "--expect <check>", about: "the check value that another machine printed" },
      JSON_OUTPUT,
      ...COMMON,
    ],
    examples: [
      ["closemask keys status", "source, check values, and how much each sealing key has sealed"],
      ["closemask keys status --expect 3f2a-91c0-77de-0b12", "the same key as there?"],
    ],
  },
  {
    name: "keys init",
    about: "make a master key where there is none",
    options: COMMON,
    examples: [["closemask keys init", "in the keychain, or where key.source says"]],
  },
  {
    name: "keys rotate",
    about: "let another sealing key write, and seal everything anew",
    details: [
      "Ids and so placeholders stay the same. Filters and proxies that run go on: they read the key again when they meet the new one. The keys before stay readable until keys retire.",
      "Where several machines share a store, give each of them the new key first: --prepare makes it without using it, and the next keys rotate does. Where the key comes from a variable or a command, --export prints the rotated key instead of keeping it: put it there, then run keys reseal.",
      "Killed in the middle, nothing is lost; keys reseal goes on. Refused where the store is written with a newer sealing key than the ring has.",
    ],
    options: [
      { flags: "--prepare", about: "make the next sealing key, which does not write yet" },
      { ...BACKGROUND, conflicts: ["prepare"] },
      { flags: "--export", about: "print the rotated key and keep nothing", conflicts: ["background"] },
      YES,
      ...COMMON,
    ],
    examples: [
      ["closemask keys rotate", "after someone left"],
      ["closemask keys rotate --background", "a large store, sealed anew by a process of its own"],
      ["closemask keys rotate --export | vault kv put -mount=secret masking key=-", "for key.command"],
    ],
  },
  {
    name: "keys reseal",
    about: "seal with the key that writes what older ones have sealed; goes on where it was ended",
    options: [BACKGROUND, ...COMMON],
    examples: [["closemask keys reseal", "after a rotation that was interrupted, and for each further store"]],
  },
  {
    name: "keys retire",
    about: "drop the sealing keys that nothing needs any more",
    details: [
      "Refused while the configured store holds anything that one of them has sealed. From then on copies of the store from before do not open with this key. Only the configured store is asked: run keys reseal for each store of this key first, with CLOSEMASK_STORE_PATH or --config.",
    ],
    options: [
      { flags: "--force", about: "also where the store cannot say what it needs; end other processes first" },
      { flags: "--export", about: "print the key without them and keep nothing, for one from a variable or a command" },
      YES,
      ...COMMON,
    ],
    examples: [["closemask keys retire", "when keys status says that nothing is left"]],
  },
  {
    name: "keys export",
    about: "print the master key for another machine",
    details: [
      "Whoever has it can restore everything that was masked with it. On a terminal it asks first, unless --yes is given.",
    ],
    options: [YES, ...COMMON],
    examples: [
      ["closemask keys export | ssh other 'umask 077; cat > closemask.key'", "then set CLOSEMASK_KEY_FILE there"],
    ],
  },
  {
    name: "keys import",
    about: "put a key from elsewhere where key.source says: keychain, file, Vault or AWS KMS",
    details: [
      "Refused where another key is in use. Of the same key the sealing keys of both are kept, and the newest writes; refused where one number stands for two different ones.",
    ],
    args: [{ name: "[file]", about: "what keys export printed; stdin by default", completes: "file" }],
    options: COMMON,
    examples: [
      ["closemask keys export | ssh other closemask keys import", "the same key on another machine"],
      ["CLOSEMASK_KEY_SOURCE=vault closemask keys import closemask.key", "from a file into what Vault wraps"],
    ],
  },
];
