// Further ordinary text: what people print and tabulate. Families of ordinary.ts, whose head says what they are for.

import type { Line } from "./ordinary.ts";
import type { Random } from "./random.ts";
import { DIGITS, UPPER } from "./values.ts";

const THINGS = "hinge valve bracket sensor cable panel filter gasket bearing switch relay fuse lamp rail clamp".split(
  " ",
);
const MONTHS = "January February March April May June July August September October November December".split(" ");

export function createOrdinaryPapers({ int, pick, text, chance, next }: Random): Readonly<Record<string, Line>> {
  const thing = (): string => pick(THINGS);
  const two = (n: number): string => String(n).padStart(2, "0");
  const real = (most: number, places: number): string => (next() * most).toFixed(places);
  const year = (): number => int(1880, 2026);
  const date = (): string => `${int(1, 28)} ${pick(MONTHS)} ${int(1950, 2026)}`;
  const time = (): string => `${two(int(0, 23))}:${two(int(0, 59))}`;
  const square = (): string => `${pick([..."abcdefgh"])}${int(1, 8)}`;
  const move = (): string =>
    pick([
      square(),
      `${pick([..."NBRQK"])}${square()}`,
      `${pick([..."NBRQK"])}x${square()}`,
      `${pick([..."abcdefgh"])}x${square()}`,
      "O-O",
      "O-O-O",
      `${pick([..."NR"])}${pick([..."abcdefgh"])}${square()}+`,
    ]);
  const isbn13 = (): string => {
    const body = `97${pick(["8", "9"])}${text(DIGITS, 9)}`;
    const sum = [...body].reduce((s, d, i) => s + Number(d) * (i % 2 === 0 ? 1 : 3), 0);
    return body + ((10 - (sum % 10)) % 10);
  };
  const isbn10 = (): string => {
    const body = text(DIGITS, 9);
    const sum = [...body].reduce((s, d, i) => s + Number(d) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    return body + (check === 10 ? "X" : check);
  };

  return {
    invoices: () =>
      pick([
        `Invoice no. ${int(2019, 2026)}-${text(DIGITS, 5)}   Date: ${date()}   Due: ${date()}`,
        `Order no. ${int(1e5, 9e8)}  Delivery note ${int(1e6, 9e7)}  Customer ref. ${text(UPPER, 2)}-${int(100, 999)}`,
        `${two(int(1, 40))}  ${text(DIGITS, 3)}-${text(DIGITS, 4)}  ${thing()} ${int(1, 90)} mm  ${int(1, 900)} pcs  ${real(90, 2)}  ${real(9000, 2)}`,
        `Subtotal ${int(1, 99)},${text(DIGITS, 3)}.${text(DIGITS, 2)}  VAT 19 % ${real(9000, 2)}  Total ${int(1, 99)},${text(DIGITS, 3)}.${text(DIGITS, 2)} EUR`,
        `Art.-Nr. ${text(DIGITS, 8)}  EAN ${isbn13()}  Menge ${int(1, 99)}  Einzelpreis ${int(1, 900)},${text(DIGITS, 2)} €`,
        `Rechnung Nr. RE-${int(2019, 2026)}-${text(DIGITS, 4)} vom ${two(int(1, 28))}.${two(int(1, 12))}.${int(2019, 2026)}`,
        `Lieferschein ${int(1e6, 9e7)}, Auftrag ${int(1e5, 9e6)}, Pos. ${int(1, 90)}0`,
        `Facture n° ${int(2019, 2026)}${text(DIGITS, 4)} — échéance ${two(int(1, 28))}/${two(int(1, 12))}/${int(2019, 2026)} — ${int(1, 99)} ${text(DIGITS, 3)},${text(DIGITS, 2)} €`,
        `发票号码 ${text(DIGITS, 8)} 金额 ¥${int(1, 99999)}.${text(DIGITS, 2)} 税率 13%`,
        `HS code ${text(DIGITS, 4)}.${text(DIGITS, 2)}.${text(DIGITS, 2)}  net ${real(900, 1)} kg  gross ${real(999, 1)} kg  ${int(1, 40)} cartons`,
        `PO ${text(DIGITS, 10)} line ${int(1, 90)} GR ${text(DIGITS, 10)} qty ${int(1, 999)}`,
        `Terms: ${int(7, 60)} days net, ${int(1, 3)} % within ${int(7, 14)} days`,
        `Container ${text(UPPER, 3)}U${text(DIGITS, 7)} seal ${text(DIGITS, 7)} B/L ${text(UPPER, 4)}${text(DIGITS, 9)}`,
      ]),
    "markdown tables": () =>
      pick([
        `| ${thing()} | ${int(1, 999)} | ${real(90, 2)} | ${pick(["yes", "no", "–"])} |`,
        `|:---|---:|:-:|---|`,
        `| \`${thing()}_key\` | string | required | the key of the ${thing()} |`,
        `| \`password\` | string | *none* | password of the user, see [below](#${thing()}) |`,
        `| \`--token\` | \`${pick(["string", "env", "path"])}\` | | token to use |`,
        `| token | ${int(100, 99999)} | ${real(100, 1)}% | ${real(9, 2)}x |`,
        `| \`max_tokens\` | integer | ${int(100, 9000)} | limit |`,
        `| **Total** | **${int(1, 9)},${text(DIGITS, 3)},${text(DIGITS, 3)}** | ${real(100, 1)} % |`,
        `| ${date()} | ${thing()} ${int(1, 9)}.${int(0, 20)}.${int(0, 9)} | #${int(1, 9999)} | ${int(1, 90)} |`,
        `| ${text(DIGITS, 3)}-${text(DIGITS, 4)} | ${thing()} | ${int(1, 99)} × ${int(1, 99)} |`,
      ]),
    chess: () =>
      pick([
        Array.from({ length: int(3, 9) }, (_, i) => `${i + int(1, 40)}. ${move()} ${move()}`).join(" "),
        `[Event "Round ${int(1, 20)}"] [Date "${int(1900, 2026)}.${two(int(1, 12))}.${two(int(1, 28))}"] [ECO "${pick([..."ABCDE"])}${two(int(0, 99))}"]`,
        `[WhiteElo "${int(1800, 2850)}"] [BlackElo "${int(1800, 2850)}"] [Result "${pick(["1-0", "0-1", "1/2-1/2"])}"]`,
        `r${int(1, 2)}bk${int(1, 3)}r/p${int(1, 6)}p/2p${int(1, 5)}/8/3P4/5N2/PPP2PPP/R1BQKB1R w KQkq - ${int(0, 20)} ${int(1, 60)}`,
        `{[%clk ${int(0, 1)}:${two(int(0, 59))}:${two(int(0, 59))}]} ${move()} {[%eval ${real(9, 2)}]}`,
        `info depth ${int(1, 40)} seldepth ${int(1, 60)} score cp ${int(-900, 900)} nodes ${int(1e4, 9e8)} nps ${int(1e5, 9e6)} pv ${square()}${square()} ${square()}${square()}`,
      ]),
    chemistry: () =>
      pick([
        `C${int(1, 40)}H${int(1, 80)}N${int(1, 9)}O${int(1, 9)}S, M = ${real(900, 2)} g/mol, CAS ${int(50, 999999)}-${text(DIGITS, 2)}-${int(0, 9)}`,
        `${int(1, 9)} Fe2O3 + ${int(1, 9)} CO -> ${int(1, 9)} Fe + ${int(1, 9)} CO2, ΔH = -${real(900, 1)} kJ/mol`,
        `CC(=O)Oc1ccccc1C(=O)O.N[C@@H](CC${int(1, 9)})C(O)=O`,
        `InChI=1S/C${int(1, 40)}H${int(1, 60)}NO${int(1, 9)}/c1-${int(2, 9)}-${int(2, 9)}(${int(10, 20)})5-${int(2, 9)}/h${int(1, 9)},${int(10, 20)}H,1-4H3`,
        `InChIKey: ${text(UPPER, 14)}-${text(UPPER, 8)}SA-N`,
        `1H NMR (400 MHz, CDCl3) δ ${real(9, 2)} (d, J = ${real(12, 1)} Hz, ${int(1, 3)}H), ${real(9, 2)} (m, ${int(1, 9)}H)`,
        `mp ${int(30, 300)}–${int(30, 300)} °C; bp ${int(30, 300)} °C (${int(1, 760)} mmHg); n20D 1.${text(DIGITS, 4)}`,
        `ATOM  ${int(1000, 9999)}  CA  ALA A ${int(100, 999)}      ${real(90, 3)}  ${real(90, 3)}  ${real(90, 3)}  1.00 ${real(90, 2)}           C`,
        `>sp|${pick([..."OPQ"])}${int(0, 9)}${text(UPPER + DIGITS, 3)}${int(0, 9)}|KIN${int(1, 9)} ${text("ACDEFGHIKLMNPQRSTVWY", 60)}`,
        `EC ${int(1, 7)}.${int(1, 20)}.${int(1, 20)}.${int(1, 200)}  UN ${int(1000, 3500)}  EINECS ${int(200, 299)}-${text(DIGITS, 3)}-${int(0, 9)}`,
        text("ACGT", int(40, 80)),
        `chr${int(1, 22)}\t${int(1e4, 2e8)}\trs${int(1e4, 9e8)}\t${pick([..."ACGT"])}\t${pick([..."ACGT"])}\t${real(99, 2)}\tPASS`,
      ]),
    verses: () =>
      pick([
        `${pick(["Gen", "Exod", "Ps", "Isa", "Matt", "Rom", "Rev"])}. ${int(1, 150)}:${int(1, 50)}–${int(1, 60)}; ${int(1, 40)}:${int(1, 30)}`,
        `${int(1, 50)}:${int(1, 40)} In the beginning was the word, and the word stood in the book.`,
        `${int(1, 3)} ${pick(["Kings", "Samuel", "Cor", "Peter"])} ${int(1, 31)}:${int(1, 40)},${int(41, 60)}`,
        `Surah ${int(1, 114)}, verse ${int(1, 286)}; Il. ${int(1, 24)}.${int(1, 600)}–${int(600, 800)}; Od. ${int(1, 24)}.${int(1, 500)}`,
        `《论语·${pick(["学而", "为政", "里仁"])}》第${int(1, 20)}章：学而时习之，不亦说乎`,
        `The secret of the Lord is with them that wait, ${int(1, 150)}:${int(1, 20)}.`,
        `No. ${int(1, 900)}, stanza ${int(1, 12)}, lines ${int(1, 90)}–${int(90, 200)}`,
      ]),
    sports: () =>
      pick([
        `${int(0, 9)}:${int(0, 9)} (${int(0, 4)}:${int(0, 4)}) ${int(1, 90)}' ${int(1, 90)}' ${int(45, 90)}+${int(1, 6)}' att. ${int(1, 80)},${text(DIGITS, 3)}`,
        `${int(0, 7)}-${int(0, 7)}, ${int(0, 7)}-${int(0, 7)}, 7-6(${int(0, 9)}), ${int(0, 7)}-${int(0, 7)}`,
        `${int(1, 20)}. ${pick(["Red Star", "Harbour City", "Old Mill", "North End"])} ${int(1, 38)} ${int(1, 30)} ${int(0, 9)} ${int(0, 9)} ${int(10, 99)}:${int(10, 99)} +${int(1, 60)} ${int(10, 99)}`,
        `${int(1, 80)}  ${int(1, 2)}:${two(int(0, 59))}:${two(int(0, 59))}.${int(0, 9)}  +${int(0, 9)}:${two(int(0, 59))}  bib ${int(1, 9999)}`,
        `100 m ${real(3, 2)} s (+${real(2, 1)}), 4x400 m 3:0${int(0, 9)}.${text(DIGITS, 2)}, long jump ${real(9, 2)} m`,
        `${int(1, 40)}/${int(40, 60)} FG, ${int(1, 20)}/${int(20, 30)} 3P, ${int(1, 30)} REB, ${int(1, 20)} AST, ${int(60, 140)}-${int(60, 140)} F/OT`,
        `AB ${int(1, 600)} H ${int(1, 200)} HR ${int(0, 60)} RBI ${int(1, 140)} AVG .${text(DIGITS, 3)} OPS 1.${text(DIGITS, 3)}`,
        `Lap ${int(1, 78)} 1:${two(int(10, 59))}.${text(DIGITS, 3)} S1 ${real(40, 3)} S2 ${real(40, 3)} S3 ${real(40, 3)} gap +${real(90, 3)}`,
        `${int(100, 700)}/${int(1, 9)}d & ${int(100, 400)} (${int(40, 120)}.${int(0, 5)} ov), won by ${int(1, 300)} runs`,
        `Season ${int(1950, 2025)}/${two(int(0, 99))}, matchday ${int(1, 38)}, group ${pick([..."ABCDEFGH"])}`,
      ]),
    "legal citations": () =>
      pick([
        `${int(1, 600)} U.S. ${int(1, 900)}, ${int(1, 900)} (${year()}); ${int(1, 999)} F.3d ${int(1, 1500)}, ${int(1, 1500)} (9th Cir. ${year()})`,
        `${int(1, 54)} U.S.C. § ${int(1, 9999)}(${pick([..."abc"])})(${int(1, 9)}); ${int(1, 50)} C.F.R. § ${int(1, 999)}.${int(1, 999)}`,
        `No. ${two(int(1, 25))}-${int(100, 9999)}, ${int(2000, 2026)} WL ${int(1e5, 9e6)}, at *${int(1, 30)}`,
        `BGH, Urteil vom ${int(1, 28)}. ${pick(["Januar", "März", "Juli"])} ${int(1960, 2026)} - ${pick(["I", "VI", "XII"])} ZR ${int(1, 400)}/${two(int(0, 99))}, Rn. ${int(1, 90)}`,
        `§ ${int(1, 2385)} Abs. ${int(1, 5)} Satz ${int(1, 4)} Nr. ${int(1, 9)} BGB; Art. ${int(1, 146)} GG`,
        `ECLI:EU:C:${int(1990, 2026)}:${int(1, 999)}, C-${int(1, 800)}/${two(int(0, 26))}, EU:C:${int(1990, 2026)}:${int(1, 999)}, paragraph ${int(1, 200)}`,
        `Regulation (EU) ${int(2010, 2026)}/${int(100, 2999)}, OJ L ${int(1, 400)}, ${int(1, 28)}.${int(1, 12)}.${int(2010, 2026)}, p. ${int(1, 200)}`,
        `[${year()}] UKSC ${int(1, 99)}; [${year()}] ${int(1, 3)} All ER ${int(1, 999)}; (${year()}) ${int(1, 250)} CLR ${int(1, 700)}`,
        `Cass. civ. ${int(1, 3)}re, ${int(1, 28)} mars ${year()}, n° ${two(int(70, 99))}-${int(10, 30)}.${text(DIGITS, 3)}, Bull. civ. I, n° ${int(1, 400)}`,
        `（${int(2000, 2026)}）最高法民终${int(1, 999)}号；《民法典》第${int(1, 1260)}条第${int(1, 4)}款`,
        `Pub. L. No. ${int(90, 118)}-${int(1, 700)}, ${int(60, 138)} Stat. ${int(1, 4000)} (${year()})`,
      ]),
    "book lists": () =>
      pick([
        isbn13(),
        isbn10(),
        `ISBN-13: ${isbn13()}, ISBN-10: ${isbn10()}`,
        `${isbn13()}\t${thing()} handbook\t${int(100, 900)} pp.\t${int(1950, 2026)}`,
        `${isbn13()},${isbn13()},${isbn13()}`,
        `LCCN ${int(1950, 2026)}${text(DIGITS, 6)}  OCLC ${int(1e7, 9e8)}  Dewey ${text(DIGITS, 3)}.${text(DIGITS, 2)}`,
        `PMID: ${int(1e6, 4e7)}; PMCID: PMC${int(1e6, 9e6)}; doi: 10.${int(1000, 9999)}/s${text(DIGITS, 5)}-0${text(DIGITS, 2)}-${text(DIGITS, 5)}-${int(0, 9)}`,
        `ISSN ${text(DIGITS, 4)}-${text(DIGITS, 3)}X, vol. ${int(1, 90)}, no. ${int(1, 12)}, pp. ${int(1, 400)}–${int(400, 900)}`,
        `Ex libris ${int(1, 999)}/${int(1000, 2000)}; shelf ${text(UPPER, 2)} ${int(1, 900)}.${pick([...UPPER])}${int(10, 99)} ${year()}`,
      ]),
    patents: () =>
      pick([
        `US ${int(4, 12)},${text(DIGITS, 3)},${text(DIGITS, 3)} B${int(1, 2)}; EP ${int(1, 4)} ${text(DIGITS, 3)} ${text(DIGITS, 3)} A${int(1, 2)}; WO ${int(2000, 2026)}/${text(DIGITS, 6)}`,
        `US${text(DIGITS, 7)}B${int(1, 2)}`,
        `US${int(2005, 2026)}${text(DIGITS, 7)}A1`,
        `DE 10 ${int(2000, 2026)} ${text(DIGITS, 3)} ${text(DIGITS, 3)} B4, Anmeldung ${int(10, 11)}${int(2000, 2026)}${text(DIGITS, 6)}.${int(0, 9)}`,
        `CN${text(DIGITS, 9)}A, JP${int(2000, 2026)}-${text(DIGITS, 6)}A, KR10-${text(DIGITS, 7)}B1`,
        `Appl. No. ${int(10, 18)}/${text(DIGITS, 3)},${text(DIGITS, 3)}, filed ${pick(MONTHS)} ${int(1, 28)}, ${int(1990, 2026)}; Int. Cl. G06F ${int(1, 40)}/${two(int(0, 60))}`,
        `The ${thing()} (${int(10, 900)}) is coupled to the ${thing()} (${int(10, 900)}) by ${thing()}s ${int(10, 900)}a and ${int(10, 900)}b.`,
        `PCT/${pick(["US", "EP", "CN"])}${int(2000, 2026)}/${text(DIGITS, 6)}, claims ${int(1, 9)}-${int(10, 30)}`,
      ]),
    timetables: () =>
      pick([
        `${pick(["LH", "BA", "AF", "UA", "CA", "MU"])}${int(100, 9999)} ${text(UPPER, 3)} ${time()} ${text(UPPER, 3)} ${time()}+${int(0, 1)} ${pick(["A320", "B738", "A359"])} ${pick(["1234567", "12345..", "1.3.5.7"])}`,
        `${pick(["ICE", "IC", "RE", "TGV", "G", "D"])} ${int(1, 9999)} dep ${time()} arr ${time()} platform ${int(1, 24)}${pick(["", "a", "b"])}`,
        `${time()} ${time()} ${time()} ${time()} ${time()} ${time()}`,
        `Gate ${pick([..."ABCD"])}${int(1, 90)}  Flight ${text(UPPER, 2)} ${int(100, 9999)}  boarding ${time()}  seat ${int(1, 60)}${pick([..."ABCDEF"])}`,
        `Bus ${int(1, 900)}: every ${int(5, 60)} min from ${time()} to ${time()}, line ${int(1, 90)}N`,
        `${text(UPPER, 4)} ${two(int(1, 28))}${two(int(0, 23))}${two(int(0, 59))}Z  RWY ${two(int(1, 36))}${pick(["L", "R", ""])}  ATIS ${pick([...UPPER])}  QNH ${int(980, 1040)}`,
        `ETD ${date()} ${time()}, ETA ${date()} ${time()}, vessel voyage ${text(DIGITS, 3)}${pick(["E", "W"])}, IMO ${text(DIGITS, 7)}`,
        `${pick(["G", "D", "K", "T"])}${int(1, 9999)}次 ${time()}开 ${time()}到 ${int(1, 16)}车${int(1, 20)}${pick([..."ABCDF"])}号`,
        `route ${int(1, 99)}${chance(0.5) ? "A" : ""} stop ${text(DIGITS, 5)} zone ${int(1, 9)} fare ${real(9, 2)}`,
      ]),
  };
}
