// Organisations in Latin letters: by the form of the company behind the name, by what kind of body it is, by a list of those
// that everybody knows, and by what is said of them. The words of the name are looked for from there.

import {
  ASK,
  CONTACT,
  DETERMINER,
  EMPLOYS,
  FUNCTION,
  KNOWN_ORG,
  LINK,
  MAYBE_ORG,
  NEVER,
  ORG_FORM,
  ORG_HEAD,
  ORG_LABEL,
  ORG_WEAK,
  POST,
  ROLE,
  SPEECH,
  TITLE,
  TRADE,
} from "./cues.ts";
import { capitalsEnd, formEnd, hasOwnName, isForm, isPlainName, nameStart, withForm } from "./organisation-name.ts";
import {
  CODE_LINE,
  cueOf,
  isBreak,
  isCapital,
  isMark,
  isUnknown,
  isWord,
  lowerOf,
  opensSentence,
  type Stretch,
  TITLE_LINE,
  take,
  UPPER_LINE,
} from "./stretch.ts";
import { INITIAL, IS_GIVEN, IS_WORD, LOWER, MIXED, NAMED, UPPER } from "./tokens.ts";

const KIND = "ORGANIZATION";

/** Bodies whose name may be ordinary words: First National Bank. */
const CERTAIN = new Set(
  `bank university universität université universidad hospital clinic college institute ministry foundation airlines airways banco
  corporation holdings federation organization organisation polytechnic pharmaceuticals consortium ministerio ayuntamiento instituto embassy
  league committee`.split(/\s+/),
);

/** Bodies whose name follows, in Spanish, French and the like. */
const LEADING = new Set(
  `banco banque universidad université università universität instituto ministerio ayuntamiento grupo editorial construcciones logística minera
  fundación hospital clínica colegio hotel university ministry department bank institute bureau academy college embassy`.split(
    /\s+/,
  ),
);

export function findOrganisations(s: Stretch): void {
  for (let i = 0; i < s.count; i++) {
    if (s.taken[i] === 1 || !isWord(s, i)) continue;
    const cue = s.cue[i] as number;
    const known = s.company[i] as number;
    if (known > 0) {
      const end = i + known;
      take(
        s,
        i,
        end < s.count && isWord(s, end) && s.gap[end] === 1 && isForm(s, end) ? formEnd(s, end) : end,
        KIND,
        "known",
        0.8,
      );
      i = end - 1;
    } else if (isForm(s, i)) byForm(s, i, formEnd(s, i));
    else if ((cue & POST) !== 0) byPost(s, i);
    else if (s.shape[i] === LOWER) {
      byDeed(s, i, cue);
      if ((cue & TRADE) !== 0) byTrade(s, i);
    } else if ((cue & ORG_HEAD) !== 0) byHead(s, i);
    else if ((cue & ORG_WEAK) !== 0) byWeak(s, i);
    else if (LEADING.has(lowerOf(s, i))) byLeading(s, i);
    else if ((cue & (KNOWN_ORG | MAYBE_ORG)) !== 0) byFame(s, i, cue);
    else if ((cue & ORG_LABEL) !== 0 && isMark(s, i + 1, ":=")) byLabel(s, i + 2);
  }
  for (let i = 1; i < s.count; i++) if (isMark(s, i, "&")) byAnd(s, i);
}

function byForm(s: Stretch, i: number, end: number): void {
  let from = nameStart(s, i);
  if (from === i && isMark(s, i - 1, ",")) from = nameStart(s, i - 1);
  if (((s.line[i] as number) & UPPER_LINE) !== 0 && !hasOwnName(s, from, i)) return;
  if (isMark(s, i - 1, ",") && (s.end[i] as number) - (s.start[i] as number) < 3 && s.shape[i] === UPPER) return;
  if (from >= i || (from === i - 1 && isMark(s, from, ","))) return;
  if (
    (cueOf(s, i) & ORG_FORM) !== 0 &&
    lowerOf(s, i) === "company" &&
    isPlainName(s, from, i) &&
    opensSentence(s, from)
  )
    return;
  take(s, from, end, KIND, "company-form", 0.9);
}

function byHead(s: Stretch, i: number): void {
  const word = lowerOf(s, i);
  const from = nameStart(s, i);
  let end = i + 1;
  while (isCapital(s, end) && s.gap[end] === 1 && (cueOf(s, end) & (ORG_HEAD | ORG_WEAK)) !== 0) end++;
  const of = /^(?:of|for|de|del|of the|für|du)$/.test(lowerOf(s, end)) && s.gap[end] === 1;
  if (of) {
    let k = end + 1;
    while (isWord(s, k) && s.shape[k] === LOWER && (cueOf(s, k) & LINK) !== 0 && k - end < 3) k++;
    const to = capitalsEnd(s, k);
    if (to > k) end = to;
    else if (from === i) return;
  } else if (LEADING.has(word) && from === i) {
    byLeading(s, i);
    return;
  }
  if (from === i && !of) return;
  if (from === i && opensSentence(s, i) && isPlainName(s, i, end) && !CERTAIN.has(word)) return;
  const title = ((s.line[i] as number) & TITLE_LINE) !== 0;
  const own = hasOwnName(s, from, i) || hasOwnName(s, i + 1, end);
  if (!own && (title || ((s.line[i] as number) & CODE_LINE) !== 0) && !(CERTAIN.has(word) && !title)) return;
  if (!own && !CERTAIN.has(word) && (from < i ? isPlainName(s, from, i) : opensSentence(s, i))) return;
  take(s, from, withForm(s, end), KIND, "body", 0.8);
}

/** `Banco Sabadell`, `Universidad de Salamanca`. */
function byLeading(s: Stretch, i: number): void {
  let k = i + 1;
  if (s.gap[k] !== 1) return;
  while (
    isWord(s, k) &&
    s.shape[k] === LOWER &&
    /^(?:de|del|do|da|la|los|las|der|des|du|di|of|the|für)$/.test(lowerOf(s, k)) &&
    k - i < 4
  )
    k++;
  const reach = capitalsEnd(s, k);
  // The letter of a form such as S.A. is none of the name.
  const end = reach > k + 1 && s.shape[reach - 1] === INITIAL ? reach - 1 : reach;
  if (end === k || (((s.line[i] as number) & TITLE_LINE) !== 0 && !hasOwnName(s, k, end))) return;
  if (opensSentence(s, i) && isPlainName(s, k, end)) return;
  take(s, i, withForm(s, end), KIND, "body", 0.75);
}

/** `Kitano Systems`, `Harrow Analytics`: a word of trade behind a name. */
function byWeak(s: Stretch, i: number): void {
  let end = i + 1;
  while (isCapital(s, end) && s.gap[end] === 1 && (cueOf(s, end) & (ORG_HEAD | ORG_WEAK)) !== 0) end++;
  const from = nameStart(s, i);
  if (from === i) {
    if (LEADING.has(lowerOf(s, i))) byLeading(s, i);
    return;
  }
  if (isCapital(s, end) && s.gap[end] === 1) return;
  const title = ((s.line[i] as number) & TITLE_LINE) !== 0;
  const cue = cueOf(s, from - 1);
  const told =
    (cue & (ASK | CONTACT | LINK | EMPLOYS | ROLE | ORG_LABEL)) !== 0 ||
    isMark(s, from - 1, "|,:@") ||
    isBreak(s, from - 1);
  const own = hasOwnName(s, from, i);
  const code = ((s.line[i] as number) & CODE_LINE) !== 0;
  if (
    own
      ? (title || code) && !told
      : title ||
        code ||
        !told ||
        end - from < 2 ||
        opensSentence(s, from) ||
        (isPlainName(s, from, i) && end - from < 3)
  )
    return;
  if (own && end - from === 2 && ((s.lex[from] as number) & IS_GIVEN) !== 0 && (cueOf(s, i) & ORG_HEAD) === 0 && !told)
    return;
  take(s, from, withForm(s, end), KIND, "trade", 0.7);
}

function byFame(s: Stretch, i: number, cue: number): void {
  const next = isCapital(s, i + 1) && s.gap[i + 1] === 1;
  if (next && (cueOf(s, i + 1) & FUNCTION) === 0) return;
  if ((cue & KNOWN_ORG) !== 0) {
    if (((s.line[i] as number) & CODE_LINE) === 0) take(s, i, i + 1, KIND, "known", 0.8);
    return;
  }
  const near = (k: number): boolean => (cueOf(s, k) & (KNOWN_ORG | MAYBE_ORG)) !== 0 && s.shape[k] !== LOWER;
  const listed = (isMark(s, i + 1, ",") || lowerOf(s, i + 1) === "and") && near(i + 2);
  const behindList = (isMark(s, i - 1, ",") || lowerOf(s, i - 1) === "and") && near(i - 2);
  const told =
    /^(?:at|for|by|from|with)$/.test(lowerOf(s, i - 1)) && (cueOf(s, i - 2) & (EMPLOYS | SPEECH | ROLE)) !== 0;
  const acts = /^(?:announced|acquired|released|reported|launched|unveiled|sued)$/.test(lowerOf(s, i + 1));
  if (listed || behindList || told || acts) take(s, i, i + 1, KIND, "known", 0.6);
}

/** `works at Initech`, `joined Initech`. */
function byDeed(s: Stretch, i: number, cue: number): void {
  if ((cue & EMPLOYS) === 0) return;
  let k = i + 1;
  const word = lowerOf(s, k);
  if (/^(?:at|for|by|en|with)$/.test(word)) k++;
  else if (!/^(?:joined|joining|joins|client|vendor|supplier|employer)$/.test(lowerOf(s, i))) return;
  const end = capitalsEnd(s, k);
  if (
    end === k ||
    (end === k + 1 && s.shape[k] === INITIAL) ||
    s.place[k] === end - k ||
    (cueOf(s, k) & (NEVER | TITLE | DETERMINER)) !== 0
  )
    return;
  if (end - k > 1 && ((s.lex[k] as number) & (IS_GIVEN | IS_WORD)) === IS_GIVEN) return;
  if (end - k === 1 && ((s.lex[k] as number) & NAMED) !== 0 && ((s.lex[k] as number) & IS_WORD) === 0) return;
  if (isPlainName(s, k, end) && end - k > 2) return;
  take(s, k, end, KIND, "employer", 0.6);
}

/** `CEO of Stripe`, `an engineer at Initech`. */
function byPost(s: Stretch, i: number): void {
  if (!/^(?:of|at|for|from)$/.test(lowerOf(s, i + 1)) || s.gap[i + 1] !== 1) return;
  const k = i + 2;
  const end = capitalsEnd(s, k);
  if (end === k || s.gap[k] !== 1 || (s.place[k] as number) > 0 || !hasOwnName(s, k, end)) return;
  if ((cueOf(s, k) & (NEVER | TITLE | DETERMINER)) !== 0) return;
  if (((s.lex[k] as number) & (IS_GIVEN | IS_WORD)) === IS_GIVEN) return;
  take(s, k, end, KIND, "post", 0.6);
}

/** `Stripe is a payments company`. */
function byTrade(s: Stretch, i: number): void {
  let k = i - 1;
  while (i - k < 6 && isWord(s, k) && lowerOf(s, k) !== "is" && lowerOf(s, k) !== "was") {
    if ((cueOf(s, k) & ROLE) !== 0 || /^(?:of|at|for|in)$/.test(lowerOf(s, k))) return;
    k--;
  }
  if (!/^(?:is|was)$/.test(lowerOf(s, k)) || (cueOf(s, k + 1) & DETERMINER) === 0) return;
  const from = nameStart(s, k);
  if (((s.lex[from] as number) & (IS_GIVEN | IS_WORD)) === IS_GIVEN && k - from > 1) return;
  if (from === k || !isCapital(s, from) || s.place[from] === k - from || (cueOf(s, from) & (NEVER | FUNCTION)) !== 0)
    return;
  if (isPlainName(s, from, k) && (k - from < 2 || ((s.line[i] as number) & TITLE_LINE) !== 0)) return;
  take(s, from, k, KIND, "trade", 0.6);
}

function byLabel(s: Stretch, at: number): void {
  let k = at;
  while (k - at < 4 && isMark(s, k, "\"'“")) k++;
  const end = capitalsEnd(s, k);
  if (end > k) take(s, k, end, KIND, "labelled", 0.8);
}

/** `Smith & Wesson`, `Thomas & Sons`. */
function byAnd(s: Stretch, i: number): void {
  if (s.taken[i] === 1 || !isCapital(s, i - 1) || !isCapital(s, i + 1) || s.taken[i - 1] === 1 || s.taken[i + 1] === 1)
    return;
  const title = ((s.line[i] as number) & (TITLE_LINE | CODE_LINE)) !== 0;
  const named = (k: number): boolean => isUnknown(s, k) || ((s.lex[k] as number) & NAMED) !== 0;
  if (!named(i - 1) || title) return;
  let end = i + 2;
  while (isCapital(s, end) && s.gap[end] === 1 && end - i < 5) end++;
  const from = nameStart(s, i);
  if (from < i && s.shape[i - 1] !== MIXED) take(s, from, withForm(s, end), KIND, "partners", 0.6);
}
