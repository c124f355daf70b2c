// Models from a hub on loopback.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, request as requestHub } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { bertModel, privacyModel, type Tiny, writeModel } from "../../ner/model-kit.ts";
import { until } from "../../server/client.ts";
import { makeCertificate } from "../../upstream/tls-kit.ts";
import { start } from "../filter/kit.ts";
import { type Home, makeHome, type Result } from "../run.ts";
import { type Hub, type HubOptions, startHub } from "./hub.ts";

const NAME = "some/tiny-ner";
const MODEL = bertModel();
const WEIGHTS = "onnx/model.onnx";

/** A model whose weights have more than a piece or two. */
const LARGE: Tiny = { files: { ...MODEL.files, [`${WEIGHTS}_data`]: Buffer.alloc(100_000, "weights ") } };

function folderOf(home: Home, name = NAME): string {
  return join(home.data, "ner", "models", ...name.split("/"));
}

function pull(
  home: Home,
  hub: Hub | string,
  args: readonly string[] = [NAME],
  env: Record<string, string> = {},
): Promise<Result> {
  return home.run(["ner", "pull", ...args], { env: { HF_ENDPOINT: typeof hub === "string" ? hub : hub.url, ...env } });
}

/** Pulls from a hub of its own, and compares what is there with what the hub has. */
async function pulled(options: Partial<HubOptions>, model = MODEL): Promise<{ home: Home; hub: Hub; result: Result }> {
  const home = makeHome();
  const hub = await startHub({ models: { [NAME]: model }, ...options });
  const result = await pull(home, hub);
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining(`${NAME} is there`)]);
  for (const [path, content] of Object.entries(model.files)) {
    expect(readFileSync(join(folderOf(home), path)).equals(content), path).toBe(true);
  }
  expect(readdirSync(folderOf(home)).filter((name) => name.startsWith("."))).toEqual([]);
  return { home, hub, result };
}

describe("a model from the hub", () => {
  test("with lists of both kinds, with redirects and without a list", async () => {
    const { home, hub } = await pulled({});
    expect(hub.asked.map(({ path }) => path)).toContain(
      `/${NAME}/resolve/0123456789abcdef0123456789abcdef01234567/config.json`,
    );
    await pulled({ lists: "tree", redirects: true });
    await pulled({ lists: "none" });
    const models = await home.run(["ner", "models", "--check", "--json"]);
    expect(JSON.parse(models.stdout).models).toContainEqual(
      expect.objectContaining({ model: NAME, state: "there", weights: [WEIGHTS], types: ["PER", "ORG", "LOC"] }),
    );
  });

  test("once more: nothing is fetched again", async () => {
    const { home, hub } = await pulled({});
    const before = hub.asked.length;
    expect((await pull(home, hub)).stderr).toContain("is there already");
    expect(hub.asked.length).toBe(before + 1);
  });

  test("slow, but it comes", async () => {
    await pulled({ slow: 5 }, LARGE);
  });

  test("what authenticates goes to the hub alone", async () => {
    const home = makeHome();
    const hub = await startHub({ models: { [NAME]: MODEL }, token: "hf_x", redirects: true });
    expect((await pull(home, hub)).stderr).toContain("set HF_TOKEN");
    hub.asked.length = 0;
    expect((await pull(home, hub, [NAME], { HF_TOKEN: "hf_x" })).code).toBe(0);
    for (const { host, authorization } of hub.asked)
      expect(authorization).toBe(host === "hub" ? "Bearer hf_x" : undefined);
    expect(hub.asked.some(({ host }) => host === "storage")).toBe(true);
  });

  test("the type of its numbers: the one asked for, the usual one of privacy-filter", async () => {
    const home = makeHome();
    const { files } = privacyModel();
    const q4 = files["onnx/model_q4.onnx"] as Buffer;
    const model = { files: { ...files, [WEIGHTS]: q4, "onnx/model_quantized.onnx": q4 } };
    const hub = await startHub({ models: { "openai/privacy-filter": model, [NAME]: model } });
    expect((await pull(home, hub, [])).stderr).toContain("openai/privacy-filter is there: q4");
    expect((await pull(home, hub)).stderr).toMatch(/is there: fp32/);
    expect((await pull(home, hub, [NAME, "--dtype", "q8"])).stderr).toMatch(/is there: q8/);
    // Both stay: they are of one commit.
    expect(readdirSync(join(folderOf(home), "onnx")).sort()).toEqual(["model.onnx", "model_quantized.onnx"]);
    expect(await pull(home, hub, [NAME, "--dtype", "fp16"])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("--dtype fp32 or q8 or q4"),
    });
  });

  test("the models of languages", async () => {
    const home = makeHome();
    const hub = await startHub({
      models: {
        "gyr66/bert-base-chinese-finetuned-ner": MODEL,
        "openai/privacy-filter": privacyModel(),
        "my/english": MODEL,
      },
    });
    home.write("config/closemask/config.json", JSON.stringify({ ner: { models: { en: "my/english" } } }));
    const { code, stderr } = await pull(home, hub, ["--languages", "en,zh,es"]);
    expect(code).toBe(0);
    for (const name of ["my/english", "gyr66/bert-base-chinese-finetuned-ner", "openai/privacy-filter"])
      expect(stderr).toContain(`${name} is there`);
    expect(stderr).toContain(
      "set ner.models in the configuration: { zh: gyr66/bert-base-chinese-finetuned-ner, es: openai/privacy-filter }",
    );
  });
});

describe("a download that breaks off", () => {
  test("goes on where it was", async () => {
    // The third and later answers are those with weights.
    const { hub } = await pulled({ cuts: [9e9, 9e9, 9e9, 9e9, 40_000, 8192] }, LARGE);
    const ranges = hub.ranges(`${WEIGHTS}_data`);
    expect([ranges[0], ranges.length]).toEqual([undefined, 3]);
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test("starts anew where the hub does not know ranges", async () => {
    const { hub } = await pulled({ cuts: [9e9, 9e9, 9e9, 9e9, 40_000], whole: true }, LARGE);
    expect(hub.ranges(`${WEIGHTS}_data`)).toHaveLength(2);
  });

  test("goes on in the next run, after a signal", async () => {
    const home = makeHome();
    const slow = await startHub({ models: { [NAME]: LARGE }, slow: 500 });
    const running = start(home, ["ner", "pull", NAME], { HF_ENDPOINT: slow.url });
    const part = join(folderOf(home), ".partial", `${WEIGHTS}_data.part`);
    await until(() => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) > 0, "a part has come", 30_000);
    running.child.kill("SIGTERM");
    const result = await running.ended;
    expect([result.code, result.stderr]).toEqual([4, expect.stringContaining("what has come is kept")]);
    const hub = await startHub({ models: { [NAME]: LARGE } });
    expect((await pull(home, hub)).code).toBe(0);
    expect(hub.ranges(`${WEIGHTS}_data`)).toEqual([expect.stringMatching(/^bytes=[1-9]/)]);
    expect(readFileSync(join(folderOf(home), `${WEIGHTS}_data`)).equals(LARGE.files[`${WEIGHTS}_data`] as Buffer)).toBe(
      true,
    );
  });

  test("tries again what may pass, and then says why not", async () => {
    await pulled({ faults: [503, 429] });
    const home = makeHome();
    const hub = await startHub({ models: { [NAME]: MODEL }, faults: Array.from({ length: 9 }, () => 500) });
    expect(await pull(home, hub)).toMatchObject({ code: 4, stderr: expect.stringContaining("answered 500") });
  });

  test("one at a time", async () => {
    const home = makeHome();
    const hub = await startHub({ models: { [NAME]: LARGE }, slow: 1000 });
    const first = start(home, ["ner", "pull", NAME], { HF_ENDPOINT: hub.url });
    await until(() => hub.asked.length > 1, "the first has begun", 30_000);
    expect(await pull(home, hub)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("is pulling this model already"),
    });
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(4);
    expect((await pull(home, await startHub({ models: { [NAME]: LARGE } }))).code).toBe(0);
  });
});

describe("what is not kept", () => {
  test.each([WEIGHTS, "config.json"])("a damaged %s", async (file) => {
    const home = makeHome();
    const hub = await startHub({ models: { [NAME]: MODEL }, damaged: [file] });
    expect(await pull(home, hub)).toMatchObject({ code: 4, stderr: expect.stringContaining(`${file} is not what`) });
    expect((await home.run(["ner", "models", "--json"])).stdout).not.toContain(NAME);
    // Then it is as it should be.
    expect((await pull(home, await startHub({ models: { [NAME]: MODEL } }))).code).toBe(0);
  });

  test("a model that finds no names, and what is no model", async () => {
    const home = makeHome();
    const config = Buffer.from(JSON.stringify({ id2label: { 0: "POSITIVE", 1: "NEGATIVE" } }));
    const { [WEIGHTS]: _, ...bare } = MODEL.files;
    const { "tokenizer.json": __, ...untold } = MODEL.files;
    const hub = await startHub({
      models: {
        "a/sentiment": { files: { ...MODEL.files, "config.json": config } },
        "a/torch": { files: bare },
        "a/untold": { files: untold },
      },
    });
    expect((await pull(home, hub, ["a/sentiment"])).stderr).toContain("none of its labels is O");
    expect((await pull(home, hub, ["a/torch"])).stderr).toContain("optimum-cli export onnx --model a/torch");
    expect((await pull(home, hub, ["a/untold"])).stderr).toContain("no tokenizer.json");
    expect(await pull(home, hub, ["a/nothing"])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("has no model of this name"),
    });
    expect(await pull(home, hub, ["../../etc"])).toMatchObject({ code: 2 });
  });
});

test("a file that was changed is found", async () => {
  const { home } = await pulled({});
  home.write("config/closemask/config.json", JSON.stringify({ ner: { models: { "*": NAME } } }));
  expect((await home.run(["ner", "models", "--check"])).code).toBe(0);
  const weights = readFileSync(join(folderOf(home), WEIGHTS));
  weights[100] = (weights[100] as number) ^ 1;
  writeFileSync(join(folderOf(home), WEIGHTS), weights);
  const result = await home.run(["ner", "models", "--check"]);
  expect([result.code, result.stdout]).toEqual([1, expect.stringMatching(/tiny-ner +\* .*damaged/)]);
});

describe("from a folder", () => {
  test("of another machine, whose checksums count", async () => {
    const { home: first } = await pulled({});
    const home = makeHome();
    const from = folderOf(first);
    expect((await home.run(["ner", "pull", NAME, "--from", from])).stderr).toContain(`${NAME} is there`);
    expect(readFileSync(join(folderOf(home), WEIGHTS)).equals(MODEL.files[WEIGHTS] as Buffer)).toBe(true);
    writeFileSync(join(from, "config.json"), "{}");
    expect(await makeHome().run(["ner", "pull", NAME, "--from", from])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("checksum differs"),
    });
  });

  test("of an export", async () => {
    const home = makeHome();
    const { [WEIGHTS]: weights, ...others } = MODEL.files;
    const from = writeModel(join(home.path, "exported"), { files: { ...others, "model.onnx": weights as Buffer } });
    expect((await home.run(["ner", "pull", "my/own", "--from", from])).code).toBe(0);
    expect(readdirSync(folderOf(home, "my/own")).sort()).toContain("model.onnx");
    expect((await home.run(["ner", "pull", "--from", from])).code).toBe(2);
    expect((await home.run(["ner", "pull", "my/own", "--from", join(home.path, "nowhere")])).code).toBe(2);
  });
});

describe("the way out", () => {
  test("a hub that is not there", async () => {
    expect(await pull(makeHome(), "http://127.0.0.1:1")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("cannot be reached: refused"),
    });
    expect((await pull(makeHome(), "nonsense")).code).toBe(2);
  });

  test("a proxy that the environment names", async () => {
    const hub = await startHub({ models: { [NAME]: MODEL } });
    const targets: string[] = [];
    const proxy = createServer((request, response) => {
      const { host, pathname, search } = new URL(request.url ?? "");
      targets.push(host);
      requestHub(`${hub.url}${pathname}${search}`, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const address = proxy.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const result = await pull(makeHome(), "http://hub.example", [NAME], { HTTP_PROXY: `http://127.0.0.1:${port}` });
    expect([result.code, targets[0]]).toEqual([0, "hub.example"]);
  });

  test("certificates of one's own", async () => {
    const tls = makeCertificate();
    if (tls === null) throw new Error("this test needs openssl");
    const home = makeHome();
    const hub = await startHub({ models: { [NAME]: MODEL }, tls });
    expect(await pull(home, hub)).toMatchObject({ code: 4, stderr: expect.stringContaining("NODE_EXTRA_CA_CERTS") });
    const ca = home.write("ca.pem", tls.cert);
    expect((await pull(home, hub, [NAME], { NODE_EXTRA_CA_CERTS: ca })).code).toBe(0);
    const other = makeHome();
    other.write("config/closemask/config.json", JSON.stringify({ serve: { ca } }));
    expect((await pull(other, hub)).code).toBe(0);
  });
});
