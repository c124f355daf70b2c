// The workflow that publishes: what each job may do, and its scripts, which are run here as a runner runs them.

import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { ROOT } from "../docs/markdown.ts";
import { BIN } from "./filter/kit.ts";
import { type Home, makeHome } from "./run.ts";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: { readonly push: Readonly<Record<string, unknown>> };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<"check" | "npm" | "container", Job>>;
}

const release = load(readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8")) as Workflow;
const { check, npm, container } = release.jobs;
const jobs = Object.entries(release.jobs);
const scripts = jobs.flatMap(([name, { steps }]) =>
  steps.flatMap(({ run, id }, n) => (run === undefined ? [] : [[`${name} ${id ?? n}`, run] as const])),
);

/** The script of a step, as bash gets it. */
function scriptOf({ steps }: Job, what: string): string {
  const step = steps.find(({ id, run }) => id === what || (id === undefined && run?.includes(what)));
  if (step?.run === undefined) throw new Error(`no step ${what}`);
  return step.run;
}

/** Runs a script as a runner does, and what it wrote as outputs. */
function runScript(
  home: Home,
  script: string,
  env: Readonly<Record<string, string>>,
): { readonly status: number | null; readonly stdout: string; readonly outputs: Readonly<Record<string, string>> } {
  const file = home.write("outputs", "");
  const { status, stdout } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: home.cwd,
    env: { ...home.env, ...env, GITHUB_OUTPUT: file },
    encoding: "utf8",
  });
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  return { status, stdout, outputs };
}

describe("what it may do", () => {
  test("it runs for tags of versions only", () => {
    expect(Object.keys(release.on)).toEqual(["push"]);
    expect(release.on.push).toEqual({ tags: ["v*.*.*"] });
  });

  test("only what publishes has more than reading, and waits for the check", () => {
    expect(release.permissions).toEqual({ contents: "read" });
    expect(check.permissions).toBeUndefined();
    expect(npm).toMatchObject({ needs: "check", environment: "release" });
    expect(npm.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(container).toMatchObject({ needs: "check", environment: "release" });
    expect(container.permissions).toMatchObject({ contents: "read", packages: "write", "id-token": "write" });
  });

  test("actions are pinned to a version, and scripts hold no expressions", () => {
    const used = jobs.flatMap(([, { steps }]) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.filter((name) => !/^[\w-]+\/[\w-]+@v\d+$/.test(name))).toEqual([]);
    expect(scripts.filter(([, script]) => script.includes("${{"))).toEqual([]);
  });

  test("outputs that jobs refer to exist", () => {
    const text = JSON.stringify(release);
    const steps = new Map(jobs.flatMap(([, job]) => job.steps.map((step) => [step.id, step])));
    for (const [, id = "", output = ""] of text.matchAll(/\bsteps\.(\w+)\.outputs\.(\w+)/g)) {
      const step = steps.get(id);
      // The action that pushes says its digest.
      expect(
        step?.run?.includes(`echo "${output}=`) || (step?.uses !== undefined && output === "digest"),
        `${id}.${output}`,
      ).toBe(true);
    }
    for (const [, output = ""] of text.matchAll(/\bneeds\.check\.outputs\.(\w+)/g)) {
      expect(Object.keys(check.outputs ?? {})).toContain(output);
    }
  });
});

describe.skipIf(process.platform === "win32")("its scripts (not on Windows)", () => {
  test.each(scripts)("%s is bash", (_, script) => {
    expect(spawnSync("bash", ["-n", "-c", script], { encoding: "utf8" }).stderr).toBe("");
  });

  test("a tag that is not the version of the package, or that the change log does not know, ends it", () => {
    const home = makeHome();
    const script = scriptOf(check, "version");
    const at = (version: string, tag: string): ReturnType<typeof runScript> => {
      home.write("work/package.json", JSON.stringify({ version }));
      home.write("work/CHANGELOG.md", "# Changelog\n\n## [1.2.3] - 2027-01-01\n\n## [1.3.0-rc.1] - 2027-02-01\n");
      return runScript(home, script, { GITHUB_REF_NAME: tag });
    };
    expect(at("1.2.3", "v1.2.3")).toMatchObject({ status: 0, outputs: { version: "1.2.3", channel: "latest" } });
    expect(at("1.3.0-rc.1", "v1.3.0-rc.1").outputs).toEqual({ version: "1.3.0-rc.1", channel: "next" });
    expect(at("1.2.3", "v1.2.4")).toMatchObject({ status: 1, outputs: {} });
    expect(at("1.2.4", "v1.2.4").stdout).toBe("::error::CHANGELOG.md says nothing of 1.2.4\n");
    // A dot is a dot.
    expect(at("1.2x3", "v1.2x3").status).toBe(1);
  });

  test("the change log of this tree has the version of this tree", () => {
    const home = makeHome();
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const name of ["package.json", "CHANGELOG.md"])
      home.write(`work/${name}`, readFileSync(join(ROOT, name), "utf8"));
    const ran = runScript(home, scriptOf(check, "version"), { GITHUB_REF_NAME: `v${version}` });
    expect([ran.status, ran.outputs.version]).toEqual([0, version]);
  });

  test("npm publish knows its flags, and the package is one that may be published", () => {
    const flags = scriptOf(npm, "npm publish").match(/--[\w-]+/g) ?? [];
    expect(flags).toEqual(["--provenance", "--access", "--tag"]);
    const { stdout } = spawnSync("npm", ["publish", "--help"], { encoding: "utf8" });
    expect(flags.filter((flag) => !stdout.includes(flag))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect([manifest.private, manifest.name, manifest.license]).toEqual([undefined, "closemask", "MIT"]);
  });

  test("the package says where it comes from", () => {
    const home = makeHome();
    const path = home.write("work/package.json", "{}\n");
    runScript(home, scriptOf(npm, "repository"), { GITHUB_REPOSITORY: "Owner/CloseMask" });
    const repository = { type: "git", url: "git+https://github.com/Owner/CloseMask.git" };
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ repository });
  });

  test("the name of the image has no capitals", () => {
    const env = { GITHUB_REPOSITORY: "Owner/CloseMask", VERSION: "1.2.3", CHANNEL: "latest" };
    expect(runScript(makeHome(), scriptOf(container, "image"), env).outputs).toEqual({
      name: "ghcr.io/owner/closemask",
      tags: "ghcr.io/owner/closemask:1.2.3,ghcr.io/owner/closemask:latest",
    });
  });

  test("an image that does not mask is not pushed", () => {
    const home = makeHome({ key: false });
    const script = scriptOf(container, "docker run");
    // Runs what the image would run, and is told of the key as that is.
    const docker = (does: string): string => {
      const path = home.write("bin/docker", `#!/bin/sh\necho "$@" > "$HOME/args"\n${does}\n`);
      chmodSync(path, 0o755);
      return [join(path, ".."), process.env.PATH].join(delimiter);
    };
    const masks = runScript(home, script, { PATH: docker(`exec "${process.execPath}" "${BIN}" mask`) });
    expect(masks.status).toBe(0);
    const args = readFileSync(join(home.path, "args"), "utf8");
    expect(args).toMatch(/^run -i --init --rm --read-only --cap-drop ALL .* -e CLOSEMASK_KEY closemask:try mask\n$/);
    expect(runScript(home, script, { PATH: docker("cat") }).status).not.toBe(0);
  });
});
