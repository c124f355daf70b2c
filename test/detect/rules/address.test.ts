// Addresses by all rules on them together: what is taken as a whole, what stays, and that hostile text takes no time.

import { describe, expect, test } from "vitest";
import { createDetector } from "../../../src/detect/detector.ts";
import { RULES } from "../../../src/detect/rules/index.ts";

const rules = RULES.filter(({ kind }) => kind === "ADDRESS");
const detector = createDetector({ rules, level: "balanced" });

function found(text: string): string[] {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
  return spans.map(({ start, end }) => bytes.toString("utf8", start, end));
}

describe("takes the whole of", () => {
  test.each([
    "河南省新乡市卫辉县城郊乡北关村西段路北15号",
    "浙江省 温州市 鹿城区 车站大道 577号",
    "高雄市苓雅区四维三路2号",
    "4521 N. Birchwood Ave., Apt. 3B, Peoria, IL 61603",
    "350 Seventh Avenue, New York, NY 10001",
    "5, avenue Victor Hugo, 31000 Toulouse",
    "Gartenstr. 5, 80331 München, Deutschland",
    "Calle Serrano, 15, 3º B, 28001 Madrid",
    "100 Bay St W, Toronto, ON M5X 1A9",
    "P.O. Box 4471, Springfield, IL 62701",
  ])("%s", (address) => {
    expect(found(`to ${address} today`)).toEqual([address]);
    expect(found(`{"a":"${address}"}`)).toEqual([address]);
  });
});

describe("leaves", () => {
  test.each([
    "本市朝阳区三里屯街道2026年第15号通告",
    "见人民路与中山路交叉口12号灯杆",
    "上证指数突破3000点大关，3号楼2层会议室",
    "5th Avenue and 42nd Street, 8 Mile Road, 24 Hour Drive Thru",
    "we drove 5 miles down the road and 3 blocks up the Street",
    "Chapter 12 The Long Road Home",
    "at Object.<anonymous> (/app/x.js:10:5) 12 Space Court x",
    "2008 Hans Meier\n 2021 Ina Lane\n 2022 Others",
    "memory address 12 Ab 34, listen address 10 Foo 5",
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });
});

test("hostile repetition stays fast", () => {
  for (const piece of ["1 Main St, ", "1号", "大市区县镇路5号", "address: 1 A A ", "A A A Apt. 1 ", "Straße 1 "]) {
    const bytes = Buffer.from(piece.repeat(60_000 / Buffer.byteLength(piece)));
    const { length } = bytes;
    const before = process.cpuUsage().user;
    detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
    // Two seconds for 60 KB leave room for a slow machine; going back without bound would take minutes.
    expect({ piece, slow: process.cpuUsage().user - before > 2_000_000 }).toEqual({ piece, slow: false });
  }
});
