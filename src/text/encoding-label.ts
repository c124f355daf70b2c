// Names of encodings: from what a user writes to the one name that the transcoder knows. The runtime's own label table
// (the WHATWG one) does most of it; this adds the spellings of iconv and Windows, and leaves out what cannot be cut anywhere.

import { ClosemaskError } from "../errors.ts";

/** Spellings that the WHATWG table lacks. */
const ALIAS: ReadonlyMap<string, string> = new Map([
  ["utf16", "utf-16"],
  ["utf16le", "utf-16le"],
  ["utf16be", "utf-16be"],
  ["utf-8-sig", "utf-8"],
  ["cp65001", "utf-8"],
  ["cp936", "gbk"],
  ["ms936", "gbk"],
  ["euc-cn", "gbk"],
  ["cp54936", "gb18030"],
  ["cp950", "big5"],
  ["cp932", "shift_jis"],
  ["ms932", "shift_jis"],
  ["eucjp", "euc-jp"],
  ["cp949", "euc-kr"],
  ["uhc", "euc-kr"],
  ["euckr", "euc-kr"],
  ["koi8r", "koi8-r"],
  ["koi8u", "koi8-u"],
]);

const HINT =
  "known are utf-8, utf-16, utf-16le, utf-16be, gb18030, gbk, big5, shift_jis, euc-jp, euc-kr, latin1, iso-8859-2, windows-1252, koi8-r and their aliases";

/**
 * The canonical name of an encoding: "utf-8", "utf-16" (its byte order mark decides, little-endian without one), "utf-16le",
 * "utf-16be", or a name of the WHATWG standard. As there, latin1 is windows-1252, its superset; gbk and gb2312 are gb18030.
 *
 * @throws ClosemaskError "usage" for an unknown label, and for iso-2022-jp, whose bytes mean nothing without their past.
 */
export function encodingOf(label: string): string {
  const name = label.trim().toLowerCase();
  const known = ALIAS.get(name) ?? ALIAS.get(name.replaceAll("_", "-")) ?? name;
  if (known === "utf-16") return known;
  const standard = standardName(known) ?? standardName(known.replaceAll("_", "-"));
  if (standard === undefined || standard === "iso-2022-jp") {
    throw new ClosemaskError("usage", "this encoding is not supported", { hint: HINT });
  }
  return standard === "gbk" ? "gb18030" : standard;
}

function standardName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
