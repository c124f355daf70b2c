// Country calling codes (ITU-T E.164) with the lengths of national numbers, to tell a number behind a plus from a sum.

/** Code and digits behind it, `from-to`. Lengths are generous where national plans vary. */
const table =
  "1:10 7:10 20:8-10 211:9 212:9 213:8-9 216:8 218:8-9 220:7 221:9 222:8 223:8 224:8-9 225:8-10 226:8 227:8 228:8 229:8-10 " +
  "230:7-8 231:7-9 232:8 233:9 234:7-10 235:8 236:8 237:8-9 238:7 239:7 240:9 241:7-8 242:9 243:9 244:9 245:7-9 246:7 248:7 " +
  "249:9 250:9 251:9 252:7-9 253:8 254:9-10 255:9 256:9 257:8 258:8-9 260:9 261:9 262:9 263:9 264:8-9 265:7-9 266:8 267:7-8 " +
  "268:8 269:7 27:9 290:4-5 291:7 297:7 298:6 299:6 30:10 31:9 32:8-9 33:9 34:9 350:8 351:9 352:6-11 353:7-9 354:7-9 355:8-9 " +
  "356:8 357:8 358:6-12 359:7-9 36:8-9 370:8 371:8 372:7-10 373:8 374:8 375:9 376:6-9 377:8-9 378:6-10 379:6-10 380:9 381:8-10 " +
  "382:8 383:8-9 385:8-9 386:8 387:8-9 389:8 39:6-11 40:9 41:9 420:9 421:9 423:7-9 43:7-13 44:9-10 45:8 46:7-10 47:8 48:9 " +
  "49:6-11 500:5 501:7 502:8 503:8 504:8 505:8 506:8 507:7-8 508:6 509:8 51:8-9 52:10-11 53:8 54:10-11 55:10-11 56:9 57:8-10 " +
  "58:10 590:9 591:8 592:7 593:8-9 594:9 595:9 596:9 597:6-7 598:7-8 599:7-8 60:8-10 61:9 62:8-12 63:8-10 64:8-10 65:8 66:8-9 " +
  "670:7-8 672:6 673:7 674:7 675:7-8 676:5-7 677:5-7 678:5-7 679:7 680:7 681:6 682:5 683:4-7 685:5-7 686:5-8 687:6 688:5-6 " +
  "689:6-8 690:4-5 691:7 692:7 81:9-10 82:8-11 84:9-10 850:8-10 852:8 853:8 855:8-9 856:8-10 86:9-11 880:8-10 886:8-9 90:10 " +
  "91:10 92:9-10 93:9 94:9 95:7-10 960:7 961:7-8 962:8-9 963:8-9 964:8-10 965:8 966:8-9 967:7-9 968:8 970:8-9 971:8-9 " +
  "972:8-9 973:8 974:8 975:7-8 976:8 977:8-10 98:10 992:9 993:8 994:9 995:9 996:9 998:9";

/** First digits of national numbers by code, where not all of 1 to 9 are in use; those of services that cannot be called from abroad are left out. */
const firsts =
  "211:19 212:5678 216:2-9 218:2-9 221:37 222:2-4 230:2-9 233:235 244:29 248:2-8 249:19 250:2678 253:27 254:124-7 " +
  "255:267 256:2-47 257:2-7 258:28 260:2579 261:23 262:269 264:68 266:256 267:2-7 268:27 27:1-8 297:25-9 30:2689 " +
  "34:5-9 351:2-9 354:3-8 355:2-68 356:23579 357:25-9 359:2-9 370:3-9 371:2689 372:3-8 373:235-9 375:12348 380:3-9 " +
  "382:2-9 386:1-8 387:3-9 389:2-8 40:2378 41:2-9 420:2-9 421:2-9 47:2-9 502:2-7 503:267 504:23789 505:2578 " +
  "506:2-8 507:2-9 509:2-58 56:2-9 58:24 591:2-7 592:2-9 593:2-9 595:2-9 597:2-8 598:249 63:2-9 64:2-9 65:3689 " +
  "66:2-9 673:2-8 679:2-9 82:1-7 852:2-9 853:268 856:2-8 886:2-9 90:2-589 92:2-9 93:2-7 960:3679 962:2-9 964:1-7 " +
  "965:12569 966:1589 967:1-7 968:279 970:2-9 971:2-9 972:2-9 973:136-9 974:3-7 975:1-8 976:15-9 992:2-9 993:1-7 " +
  "995:3-9 996:2-9 998:2-9";

/** Countries whose national numbers may begin with a zero: Italy and its neighbours, Ivory Coast, Burkina Faso, Benin, Gabon, Congo. */
const LEADING_ZERO = new Set([39, 378, 379, 225, 226, 229, 241, 242]);

/** What a calling code asks of the number behind it. */
export interface CallingCode {
  /** Digits of the code itself. */
  readonly code: number;
  /** Fewest and most digits behind it. */
  readonly least: number;
  readonly most: number;
  /** One bit for each first digit that is in use; 0 where all of 1 to 9 are. */
  readonly first: number;
  /** A zero may be the first digit, rather than a trunk prefix that should not have been written. */
  readonly zero: boolean;
}

/** By the code as a number, null where no country has it. A text has few of them, so each is read when it is asked for. */
const codes: (CallingCode | null | undefined)[] = new Array(1000).fill(undefined);

/** The calling code that the digits begin with, or null when no country has it. */
export function callingCode(digits: Uint8Array, length = digits.length): CallingCode | null {
  let number = 0;
  for (let code = 1; code <= 3 && code <= length; code++) {
    number = number * 10 + (digits[code - 1] as number) - 0x30;
    // No code begins with a zero.
    if (number === 0) return null;
    let known = codes[number];
    if (known === undefined) {
      known = readCode(number, code);
      codes[number] = known;
    }
    if (known !== null) return known;
  }
  return null;
}

function readCode(number: number, code: number): CallingCode | null {
  const lengths = entryOf(table, number);
  if (lengths === null) return null;
  const [least = "", most = least] = lengths.split("-");
  let first = 0;
  const digits = (entryOf(firsts, number) ?? "").replace(/(\d)-(\d)/g, (_, a, b) =>
    "123456789".slice(Number(a) - 1, Number(b)),
  );
  for (const digit of digits) first |= 1 << Number(digit);
  return { code, least: Number(least), most: Number(most), first, zero: LEADING_ZERO.has(number) };
}

/** What stands behind a code in one of the lists, null where it is not in it. */
function entryOf(list: string, number: number): string | null {
  const key = `${number}:`;
  const at = list.startsWith(key) ? 0 : list.indexOf(` ${key}`) + 1;
  if (at === 0 && !list.startsWith(key)) return null;
  const end = list.indexOf(" ", at);
  return list.slice(at + key.length, end < 0 ? list.length : end);
}
