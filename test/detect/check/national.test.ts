// Checks of national numbers against numbers that their issuers, standards or tax offices publish as samples, and against the
// same numbers with another check character.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as anglo from "../../../src/detect/check/anglo.ts";
import { isDay, isSequence, isShortDay, mod1110, remainder, weigh } from "../../../src/detect/check/digits.ts";
import * as eastern from "../../../src/detect/check/eastern.ts";
import * as german from "../../../src/detect/check/german.ts";
import * as latin from "../../../src/detect/check/latin.ts";
import { deSerial, isMrzLine, mrzCheck } from "../../../src/detect/check/mrz.ts";
import * as northern from "../../../src/detect/check/northern.ts";
import * as romance from "../../../src/detect/check/romance.ts";
import { vat } from "../../../src/detect/check/vat.ts";

type Check = (text: string) => boolean;
/** Check, samples that pass, and what must not. */
const TABLE: readonly (readonly [Check, readonly string[], readonly string[]])[] = [
  [anglo.itin, ["912703456", "900881234"], ["912893456", "900931234", "812703456", "91270345"]],
  [anglo.ein, ["123456789", "987654321"], ["073456789", "963456789", "12345678"]],
  [anglo.npi, ["1234567893", "1245319599"], ["1234567890", "3234567893", "1111111112", "123456789"]],
  [anglo.dea, ["AB1234563", "F91234563"], ["AB1234564", "ZB1234563", "AB123456"]],
  [anglo.mbi, ["1EG4TE5MK73"], ["0EG4TE5MK73", "1SG4TE5MK73", "1EG4TE5MK7"]],
  [anglo.sin, ["193456787", "526025119"], ["193456788", "046454286", "812345672"]],
  [anglo.nhs, ["9434765919", "4505577104"], ["9434765918", "943476591"]],
  [anglo.nino, ["AB123456C", "JK654321D"], ["BG123456C", "QQ123456C", "AB123456E", "DA123456C"]],
  [anglo.utr, ["1955839661", "7482056792"], ["2955839661", "195583966"]],
  [
    anglo.ukLicence,
    ["MORGA657054SM9IJ", "LEE99503214J99KA"],
    ["MORGA693054SM9IJ", "MORGA657324SM9IJ", "MO9GA657054SM9IJ"],
  ],
  [anglo.pps, ["1234567T", "1234567FA", "6433435F"], ["1234567U", "1234567F", "123456T"]],
  [latin.cpf, ["11144477735", "39053344705"], ["11144477736", "11111111111", "1114447773"]],
  [latin.cnpj, ["11222333000181", "12ABC34501DE35"], ["11222333000182", "12ABC34501DE36", "00000000000000"]],
  [latin.cuit, ["20123456786", "30500010912"], ["20123456787", "21123456786"]],
  [latin.rut, ["125319092", "127034257"], ["125319093", "1253190"]],
  [latin.nit, ["8001972684", "9152362830"], ["8001972685", "800197268"]],
  [latin.ruc, ["20100070970", "20131312955"], ["20100070971", "30100070970"]],
  [
    latin.curp,
    ["HEGG560427MVZRRL04", "BOXW310820HNERXN09"],
    ["HEGG560427MVZRRL05", "HEGG561327MVZRRL04", "HEGG560427MXXRRL04"],
  ],
  [latin.rfc, ["GODE561231GR8", "MAB9307148T4"], ["GODE561231GR9", "GODE561331GR8"]],
  [german.steuerId, ["86095742719", "47036892816"], ["86095742718", "06095742719", "11122233344"]],
  [german.vsnr, ["65170839J003", "15070649C103"], ["65170839J004", "65171339J003", "01170839J003"]],
  [german.kvnr, ["A123456780", "K508215646"], ["A123456781", "A000000000", "1123456780"]],
  [german.lanr, ["123456601"], ["123456701", "123456600"]],
  [german.bsnr, ["381234500", "021234568"], ["451234500", "38123450", "999999999"]],
  [german.svnr, ["1237010180", "6819020381"], ["1247010180", "1237013380", "0237010180"]],
  [german.ahv, ["7569217076985"], ["7569217076986", "7559217076985"]],
  [german.uid, ["100155212", "116281710"], ["100155213"]],
  [
    romance.nir,
    ["255081416802538", "269054958815780", "185072A00412388"],
    ["255081416802539", "255131416802538", "185072C00412388"],
  ],
  [romance.siren, ["732829320"], ["732829321", "000000000"]],
  [romance.siret, ["73282932000074", "35600000049837"], ["73282932000075", "00000000000000"]],
  [romance.spi, ["3023217600053"], ["3023217600054", "4023217600053"]],
  [romance.dni, ["12345678Z", "1234567L"], ["12345678A", "12345678"]],
  [romance.nie, ["X1234567L", "Z8078221M"], ["X1234567M", "W1234567L"]],
  [romance.cif, ["A58818501", "A13585625", "B68141977"], ["A58818502", "I58818501"]],
  [romance.nss, ["281234567840"], ["281234567841", "601234567840"]],
  [romance.ptNif, ["501964843", "299999998"], ["501964842", "111111111", "701964843"]],
  [
    (text) => romance.codiceFiscale(text) && romance.hasBirthday(text),
    ["RSSMRA85T10A562S", "RCCMNL83S18D969H"],
    ["RSSMRA85T10A562T", "RSSMRA85F10A562S"],
  ],
  [romance.partitaIva, ["00743110157"], ["00743110158", "00000000000"]],
  [romance.cnp, ["1800101221144", "1630615123457"], ["1800101221145", "1801301221144"]],
  [northern.personnummer, ["8112189876", "198112189876", "6403273813"], ["8112189877", "8113189876", "218112189876"]],
  [northern.orgnummer, ["5560160680"], ["5560160681", "8112189876"]],
  [northern.fodselsnummer, ["15108695088", "26028338723"], ["15108695077", "15138695088"]],
  [northern.cpr, ["2110625629"], ["2110625628", "3113625629"]],
  [northern.hetu, ["131052-308T", "131052A308T", "010594Y9021"], ["131052-308U", "131352-308T", "131052/308T"]],
  [northern.kennitala, ["1201743399"], ["1201743389", "1213743399"]],
  [northern.bsn, ["123456782", "111222333"], ["123456783", "000000000"]],
  [northern.rijksregister, ["85073003328", "00012511119"], ["85073003329", "85173203328", "85673003360"]],
  [northern.isikukood, ["37605030299", "33309240064"], ["37605030298", "37613030299"]],
  [northern.personasKods, ["16117519997", "32579461005"], ["16117519998", "16137519997"]],
  [northern.matricule, ["1893120105732"], ["1893120105742", "1893120105739", "1893130105732"]],
  [eastern.pesel, ["44051401359", "02070803628"], ["44051401358", "44131401359"]],
  [eastern.nip, ["1234563218", "8567346215"], ["1234563219", "0234563218"]],
  [eastern.regon, ["123456785", "12345678512347"], ["123456786", "12345678512348", "000000000"]],
  [eastern.dowod, ["ABA300000"], ["ABA400000", "AB3000000"]],
  [eastern.rodneCislo, ["7103192745", "530101999"], ["7103192746", "7113192745"]],
  [eastern.huTax, ["8071592153"], ["8071592154", "7071592153"]],
  [eastern.taj, ["123456788"], ["123456789"]],
  [eastern.egn, ["7523169263", "8032056031"], ["7523169262", "7533169263", "7573169260"]],
  [eastern.afm, ["094259216"], ["094259217", "000000000"]],
  [eastern.amka, ["01013099997"], ["01013099998", "01133099997"]],
  [eastern.oib, ["33392005961"], ["33392005962", "00000000000"]],
  [eastern.emso, ["0101006500006"], ["0101006500007", "0113006500006"]],
  [eastern.siTax, ["50223054"], ["50223055", "00223054"]],
  [eastern.kimlik, ["10000000146"], ["10000000147", "00000000146"]],
  [eastern.rnokpp, ["1759013776"], ["1759013777"]],
  [eastern.inn, ["7707083893", "500100732259"], ["7707083894", "500100732258", "0000000000"]],
  [eastern.snils, ["11223344595"], ["11223344596", "00000000000"]],
  [deSerial, ["T220001293", "L01X00T471"], ["T220001294", "A220001293"]],
];

describe.each(TABLE.map(([check, ...rest]) => [check.name, check, ...rest] as const))("%s", (_, check, good, bad) => {
  test("takes published samples", () => {
    expect(good.filter((text) => !check(text))).toEqual([]);
  });

  test("refuses wrong check characters, dates, prefixes and lengths", () => {
    expect(bad.filter(check)).toEqual([]);
    expect(check("")).toBe(false);
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9A-Z]{0,20}$/), (text) => typeof check(text) === "boolean"));
  });
});

describe("vat", () => {
  // Samples of the checks that the member states publish.
  const good =
    "ATU13585627 BE0428759497 CHE100155212MWST DE136695976 DK13585628 EE100931558 EL094259216 ESA13585625 FI20774740 FR40303265045 GB980780684 HR33392005961 HU12892312 IE6433435F IE6433435OA IE8D79739I IT00743110157 LU15027442 MT11679112 NL004495445B01 NO995525828MVA PL8567346215 PT501964843 RO18547290 SE556188840401 SI50223054 SK2022749619";

  test.each(good.split(" "))("takes %s and refuses its neighbour", (text) => {
    expect(vat(text)).toBe("passed");
    const last = text.search(/\d(?=\D*$)/);
    const other = String((Number(text[last]) + 1) % 10);
    // Behind the B of the Netherlands and in front of MWST stand no check digits.
    const spoilt = /^(?:NL|SE)/.test(text)
      ? text.replace(/\d/, (d) => String((Number(d) + 1) % 10))
      : text.slice(0, last) + other + text.slice(last + 1);
    expect(vat(spoilt)).toBe("failed");
  });

  test("knows forms without published check digits", () => {
    expect(["BG175074752", "CY10259033P", "LT119511515", "LV40003521600", "CZ25123891"].map(vat)).toEqual(
      Array(5).fill("none"),
    );
  });

  test("refuses other states, lengths, repeated digits and examples", () => {
    expect(["XX123456789", "DE12345678", "DE1366959761", "AT13585627"].map(vat)).toEqual(Array(4).fill(null));
    expect(vat("PT999999999")).toBeNull();
    expect(vat("PT123456789")).toBe("failed");
  });
});

describe("machine-readable zone", () => {
  test("takes the lines of the specimens of ICAO 9303", () => {
    for (const line of [
      "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
      "D231458907UTO7408122F1204159<<<<<<<6",
      "7408122F1204159UTO<<<<<<<<<<<6",
      "I<UTOD231458907<<<<<<<<<<<<<<<",
    ])
      expect(isMrzLine(line)).toBe(true);
  });

  test("refuses another check digit and other lengths", () => {
    expect(isMrzLine("L898902C37UTO7408122F1204159ZE184226B<<<<<10")).toBe(false);
    expect(isMrzLine("7408122F1204159UTO<<<<<<<<<<<")).toBe(false);
    expect(mrzCheck("L898902C3", "6")).toBe(true);
    expect(mrzCheck("<<<<", "<")).toBe(true);
    expect(mrzCheck("L8 8", "6")).toBe(false);
  });
});

describe("digits", () => {
  test("weighs, divides and proves", () => {
    expect(weigh("123", [3, 2, 1])).toBe(10);
    expect(remainder("12345678901234567890", 97)).toBe(Number(12345678901234567890n % 97n));
    expect([mod1110("33392005961"), mod1110("33392005960"), mod1110("0")]).toEqual([true, false, false]);
    expect([isSequence("123456789"), isSequence("01234567890"), isSequence("123456780")]).toEqual([true, true, false]);
  });

  test("knows the calendar", () => {
    expect([isDay(2024, 2, 29), isDay(2023, 2, 29), isDay(1900, 2, 29), isDay(2000, 2, 29)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([isDay(2024, 13, 1), isDay(2024, 4, 31), isDay(2024, 0, 1), isDay(2024, 1, 0)]).toEqual(
      Array(4).fill(false),
    );
    // In 2000 only.
    expect(isShortDay("00", "02", "29")).toBe(true);
    expect(isShortDay("01", "02", "29")).toBe(false);
  });
});
