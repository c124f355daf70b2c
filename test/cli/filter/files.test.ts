// Which inputs the filters take, and what -i does to files.

import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { SECRETS, secretText } from "./kit.ts";

describe("inputs", () => {
  test("several files come out one after the other, - is stdin", async () => {
    const home = makeHome();
    home.write("work/a.txt", "a alice@acme.com\n");
    home.write("work/b.txt", "b bob@acme.com");
    const masked = await home.run(["mask", "a.txt", "-", "b.txt"], { input: "stdin carol@acme.com\n" });
    expect(masked.stderr).toBe("");
    expect(masked.code).toBe(0);
    expect(masked.stdout).toMatch(/^a \$\{EMAIL_\w{6}\}\nstdin \$\{EMAIL_\w{6}\}\nb \$\{EMAIL_\w{6}\}$/);
    home.write("work/masked.txt", masked.stdout);
    const back = await home.run(["unmask", "masked.txt"]);
    expect(back.stdout).toBe("a alice@acme.com\nstdin carol@acme.com\nb bob@acme.com");
  });

  test("a name that starts with a dash stands behind --", async () => {
    const home = makeHome();
    home.write("work/-x.txt", "bob@acme.com\n");
    const { code, stdout } = await home.run(["mask", "--redact", "--", "-x.txt"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "[EMAIL]\n" });
  });

  test("a missing file is exit code 2 and named", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask", "missing.txt"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("closemask: cannot read missing.txt: no such file\n");
  });

  test("what came before a missing file is written", async () => {
    const home = makeHome();
    home.write("work/a.txt", "bob@acme.com\n");
    const { code, stdout } = await home.run(["mask", "--redact", "a.txt", "missing.txt"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "[EMAIL]\n" });
  });

  test("a folder as a file is exit code 2", async () => {
    const home = makeHome();
    mkdirSync(join(home.cwd, "folder"));
    for (const command of ["mask", "unmask"]) {
      const { code, stdout, stderr } = await home.run([command, "folder"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe("closemask: cannot read folder: it is a folder\n");
    }
  });

  test.skipIf(process.getuid?.() === 0)(
    "a file without read permission is exit code 2 (root does not mind modes)",
    async () => {
      const home = makeHome();
      chmodSync(home.write("work/a.txt", "x"), 0);
      const { code, stderr } = await home.run(["mask", "a.txt"]);
      expect(code).toBe(2);
      expect(stderr).toBe("closemask: cannot read a.txt: permission denied\n");
    },
  );

  test.each([
    ["empty input", ""],
    ["no final newline", "mail bob@acme.com"],
    ["one newline", "\n"],
    ["CRLF", "mail bob@acme.com\r\nnext carol@acme.com\r\n"],
    ["bare CR", "mail bob@acme.com\rnext carol@acme.com\r"],
    ["NUL bytes", "a\0bob@acme.com\0\0b\n"],
    ["broken UTF-8", Buffer.from([0xff, 0xfe, 0x61, 0xc3, 0x28, 0x0a, 0xe4, 0xbd])],
  ])("%s comes back byte for byte", async (_, input) => {
    const home = makeHome();
    const masked = await home.run(["mask", "--encoding", "utf-8"], { input });
    expect(masked.code).toBe(0);
    expect(masked.bytes.includes("@acme.com")).toBe(false);
    const back = await home.run(["unmask", "--encoding", "utf-8"], { input: masked.bytes });
    expect(back.code).toBe(0);
    expect(back.bytes.toString("latin1")).toBe(Buffer.from(input).toString("latin1"));
  });
});

describe("-i", () => {
  test("replaces each file, keeps its mode, leaves nothing beside it", async () => {
    const home = makeHome();
    const a = home.write("work/a.sh", secretText());
    const b = home.write("work/b.txt", "nothing in here\n");
    chmodSync(a, 0o751);
    const masked = await home.run(["mask", "-i", "a.sh", "b.txt"]);
    expect(masked.stderr).toBe("");
    expect({ code: masked.code, stdout: masked.stdout }).toEqual({ code: 0, stdout: "" });
    expect(readFileSync(a, "utf8")).not.toContain(SECRETS.token);
    expect(readFileSync(a, "utf8").split("\n")[0]).toMatch(/^mail \$\{EMAIL_\w{6}\} now$/);
    expect(readFileSync(b, "utf8")).toBe("nothing in here\n");
    expect(statSync(a).mode & 0o7777).toBe(0o751);
    expect(readdirSync(home.cwd).sort()).toEqual(["a.sh", "b.txt"]);
    const back = await home.run(["unmask", "-i", "a.sh", "b.txt"]);
    expect(back.code).toBe(0);
    expect(readFileSync(a, "utf8")).toBe(secretText());
    expect(statSync(a).mode & 0o7777).toBe(0o751);
  });

  test("=SUFFIX keeps the old file under that ending", async () => {
    const home = makeHome();
    const a = home.write("work/a.txt", secretText());
    utimesSync(a, 1_000_000, 1_000_000);
    const masked = await home.run(["mask", "-i=.orig", "a.txt"]);
    expect(masked.code).toBe(0);
    expect(readFileSync(a, "utf8")).not.toContain(SECRETS.token);
    expect(readFileSync(`${a}.orig`, "utf8")).toBe(secretText());
    expect(statSync(`${a}.orig`).mtimeMs).toBe(1_000_000_000);
    expect(readdirSync(home.cwd).sort()).toEqual(["a.txt", "a.txt.orig"]);
  });

  test("a link stays a link, its file is replaced", async () => {
    const home = makeHome();
    const target = home.write("elsewhere/real.txt", "bob@acme.com\n");
    const link = join(home.cwd, "link.txt");
    symlinkSync(target, link);
    const masked = await home.run(["mask", "--redact", "-i", "link.txt"]);
    expect(masked.code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe("[EMAIL]\n");
    expect(readdirSync(home.cwd)).toEqual(["link.txt"]);
  });

  test("without files, with stdin or a folder it is refused", async () => {
    const home = makeHome();
    mkdirSync(join(home.cwd, "folder"));
    for (const [args, message] of [
      [["mask", "-i"], "-i needs files to edit"],
      [["mask", "-i", "-"], "-i needs files to edit"],
      [["mask", "-i", "folder"], "cannot edit folder in place: it is no regular file"],
      [["unmask", "-i", "missing"], "cannot read missing: no such file"],
    ] as const) {
      const { code, stdout, stderr } = await home.run(args, { input: "bob@acme.com" });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.split("\n")[0]).toBe(`closemask: ${message}`);
    }
  });

  test("a second run does not write over the old file of the first", async () => {
    const home = makeHome();
    const a = home.write("work/a.txt", "bob@acme.com\n");
    const b = home.write("work/b.txt", "eve@acme.com\n");
    expect((await home.run(["mask", "--redact", "-i=.orig", "a.txt"])).code).toBe(0);
    const { code, stderr } = await home.run(["mask", "--redact", "-i=.orig", "a.txt", "b.txt"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "closemask: cannot edit a.txt in place: there is a file with that ending already\n  hint: move it away, or give another ending: -i=.old\n",
    );
    expect(readFileSync(`${a}.orig`, "utf8")).toBe("bob@acme.com\n");
    // As with any other error, what is named behind is not begun.
    expect(readFileSync(b, "utf8")).toBe("eve@acme.com\n");
    expect(readdirSync(home.cwd).sort()).toEqual(["a.txt", "a.txt.orig", "b.txt"]);
  });

  test.each(["/x", "../no/z", "a/b"])("an ending with a slash is refused as such: %s", async (suffix) => {
    const home = makeHome();
    home.write("work/a.txt", "bob@acme.com\n");
    const { code, stderr } = await home.run(["mask", `-i=${suffix}`, "a.txt"]);
    expect(code).toBe(2);
    expect(stderr.split("\n")[0]).toBe("closemask: the ending that -i gives to the old file has a slash in it");
    expect(readdirSync(home.cwd)).toEqual(["a.txt"]);
  });

  test.skipIf(process.platform === "win32")("a pipe is refused, and not waited for (not on Windows)", async () => {
    const home = makeHome();
    execFileSync("sh", ["-c", "mkfifo fifo"], { cwd: home.cwd });
    for (const command of ["mask", "unmask"]) {
      const { code, stderr } = await home.run([command, "-i", "fifo"]);
      expect(code).toBe(2);
      expect(stderr).toContain("closemask: cannot edit fifo in place: it is no regular file\n");
    }
  });

  test("an empty file stays one", async () => {
    const home = makeHome();
    const path = home.write("work/empty", "");
    expect((await home.run(["mask", "-i", "empty"])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe("");
  });
});
