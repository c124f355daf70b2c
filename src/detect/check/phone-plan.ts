// National numbering plans (ITU-T E.164 national numbers) of countries in which the first digits of a number decide how long
// it is: a mobile number of Hungary has nine digits, a landline eight. Says only whether a length fits, never whose number it is.

/**
 * By calling code: `first digits=lengths`, the first entry that fits decides. A digit may be a set, as in `7[0-4]`; lengths are
 * separated by slashes, 0 where the digits are reserved. What no entry fits is not in use. Old forms are kept where texts still hold them.
 */
const table = `
1:29=0,211=0,[2-9]=10
20:1=10,[2-9]=8/9
213:[567]=9,[1-4]=8,[89]=8/9
224:6=9,[37]=8/9
225:0[157]=10,2[157]=10,[02-9]=8
226:[02567]=8
229:0=10,[24-9]=8
230:5=8,[2-46-9]=7
233:2[03-8]=9,[35]=9
234:[789][01]=8/10,20=10,[1-9]=7/8
258:8=9,2=8
267:7[1-8]=8,[2-6]=7
32:4=8/9,[1-9]=8
34:7[0-4]=9,[5689]=9
353:1=8/9,8[2-9]=9,[24-79]=7/8/9
355:6=9,[2-57-9]=8
36:[2357]0=9,[23]1=9,[1-9]=8
372:5=7/8,8=7/8/10,[34679]=7
373:6[0-25789]=8,7[5-9]=8,[23589]=8
39:3=9/10,[0-24-9]=6/7/8/9/10/11
51:9=9,[14-8]=8
52:1=11,[2-9]=10
54:9=11,[1-8]=10
55:[1-9][1-9]=10/11
57:3=10,6=8/10,[124578]=8
593:9[2-9]=9,[2-7]=8,1=10
686:[367]=5/8,[24589]=5
82:10=10,2=8/9,[13-8]=8/9/10/11
90:[2-4][1-9][02468]=10,[58]=10
961:3=7,[14569]=7,[78]=7/8
962:[78]=9,[2-6]=8,9=8
963:9=9,1[1-6]=8/9,2[1-35]=8/9,3[134]=8/9,4[13]=8/9,5[1-3]=8/9
964:7=10,[1-6]=8/9
966:5=9,1=8/9,[89]=9
967:7=9,[1-6]=7/8
968:2=8,7[1-9]=8,9[1-9]=8,8=7/8
970:5=9,[2-9]=8
971:5[024-68]=9,[2-46-9]=8
972:[57]=9,[23489]=8
975:[17][1-9]=8,[2-8]=7
98:9[0-349]=10,[1-8]=10
995:[3459]=9,7[079]=9,8=9
`;

interface Entry {
  /** One bit for each digit that may stand at a place. */
  readonly places: readonly number[];
  /** One bit for each length. */
  readonly lengths: number;
}

let plans: (readonly Entry[] | undefined)[] | undefined;

function read(): (readonly Entry[] | undefined)[] {
  const read = new Array<readonly Entry[] | undefined>(1000);
  for (const line of table.trim().split("\n")) {
    const [code = "", entries = ""] = line.split(":");
    read[Number(code)] = entries.split(",").map((entry) => {
      const [head = "", lengths = ""] = entry.split("=");
      return {
        places: (head.match(/\[[^\]]+\]|\d/g) ?? []).map(digitsOf),
        lengths: lengths.split("/").reduce((bits, length) => bits | (1 << Number(length)), 0),
      };
    });
  }
  return read;
}

/** The bits of `7`, or of `[02-57]`. */
function digitsOf(place: string): number {
  let bits = 0;
  for (const [, from = "", to = from] of place.matchAll(/(\d)(?:-(\d))?/g))
    for (let digit = Number(from); digit <= Number(to); digit++) bits |= 1 << digit;
  return bits;
}

/** False where the digits `[from, to)` are no number of the plan of `code`; true also where its plan is not known here. */
export function fitsPlan(code: number, digits: Uint8Array, from: number, to: number): boolean {
  plans ??= read();
  const entries = plans[code];
  if (entries === undefined) return true;
  for (let k = 0; k < entries.length; k++) {
    const { places, lengths } = entries[k] as Entry;
    let i = 0;
    while (i < places.length && from + i < to && bit(places[i] as number, (digits[from + i] as number) - 0x30)) i++;
    if (i === places.length) return bit(lengths, to - from);
  }
  return false;
}

function bit(bits: number, index: number): boolean {
  return ((bits >> index) & 1) === 1;
}

/** Countries without a trunk prefix: a zero behind their code is no slip, the number is none. */
export const NO_TRUNK: ReadonlySet<number> = new Set(
  (
    "1 7 30 34 45 47 48 56 65 216 220 221 222 223 224 226 227 228 230 236 237 238 240 248 253 257 258 266 267 268 269 297 298 299 " +
    "350 351 352 354 356 357 371 372 376 377 420 500 501 502 503 504 505 506 507 508 509 592 597 673 852 853 960 965 " +
    "968 973 974 975"
  )
    .split(" ")
    .map(Number),
);
