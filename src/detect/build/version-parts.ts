// What stands before versions, which have four numbers as addresses have: for the rule, and for the pass, which finds usual addresses
// by itself.

import { charset } from "../charset.ts";

export const VERSION_CAPTIONS: readonly string[] = [
  "version",
  "versions",
  "ver",
  "release",
  "rev",
  "build",
  "firmware",
  "revision",
  "版本",
  "oid",
  "section",
  "chapter",
  "§",
];
/** What compares versions before one. */
export const COMPARISON = charset("<>=~^!");
