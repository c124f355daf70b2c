import { describe, expect, test } from "vitest";
import { requestHeaders } from "../../src/server/request-headers.ts";
import { proxyUrls, responseHeaders } from "../../src/server/response-headers.ts";

/** Masks one word, drops another one's header. */
async function mask(_name: string, value: string): Promise<string | null> {
  return value.includes("drop") ? null : value.replace("bob@acme.com", "EMAILX000000001");
}

async function up(headers: Record<string, string>, authHeader?: string): Promise<Record<string, string>> {
  return pairs(await requestHeaders(Object.entries(headers).flat(), { mask, authHeader }));
}

function pairs(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ""]] : [])));
}

describe("on the way up", () => {
  test("J06 what belongs to one connection stays behind, with all that Connection names", async () => {
    const sent = await up({
      Connection: "x-foo, Keep-Alive, close",
      "X-Foo": "1",
      "Keep-Alive": "timeout=5",
      TE: "trailers",
      Trailer: "x",
      "Transfer-Encoding": "chunked",
      Upgrade: "websocket",
      "Proxy-Authorization": "Basic x",
      "Proxy-Connection": "keep-alive",
      Host: "127.0.0.1:8846",
      "Content-Length": "12",
      Expect: "100-continue",
      "X-Bar": "2",
    });
    expect(sent).toEqual({ "X-Bar": "2", "accept-encoding": "identity" });
  });

  test("D01 A26 A27 what authenticates passes as it is, and nobody reads it", async () => {
    const secret = "sk-ant-bob@acme.com";
    const auth = {
      Authorization: `Bearer ${secret}`,
      "x-api-key": secret,
      "api-key": secret,
      "X-Goog-Api-Key": secret,
      "x-own-key": secret,
    };
    expect(await up(auth, "x-own-key")).toEqual({ ...auth, "accept-encoding": "identity" });
  });

  test("A25 user text in headers is masked, and dropped where it cannot be", async () => {
    const sent = await up({
      "X-Goog-Upload-File-Name": "for bob@acme.com.txt",
      "X-User-Note": "bob@acme.com",
      "X-Codex-Turn-Metadata": '{"by":"bob@acme.com"}',
      "X-Other": "drop me",
    });
    expect(sent).toEqual({
      "X-Goog-Upload-File-Name": "for EMAILX000000001.txt",
      "X-User-Note": "EMAILX000000001",
      "X-Codex-Turn-Metadata": '{"by":"EMAILX000000001"}',
      "accept-encoding": "identity",
    });
  });

  test("J05 digests of the client's body, and codings, stay behind", async () => {
    const sent = await up({
      "Content-MD5": "x",
      Digest: "x",
      "Content-Digest": "x",
      "Repr-Digest": "x",
      "Content-Encoding": "zstd",
      "Accept-Encoding": "gzip, br",
      "If-None-Match": "x",
      Range: "bytes=0-9",
    });
    expect(sent).toEqual({ "accept-encoding": "identity" });
  });

  test("the proxy's own, a browser's and a network's stay behind", async () => {
    const sent = await up({
      "X-Closemask-Token": "t",
      "X-Closemask-Session": "s",
      "X-Forwarded-For": "10.0.0.1",
      Forwarded: "for=10.0.0.1",
      Via: "1.1 internal",
      Origin: "http://localhost:3000",
      Referer: "http://localhost:3000/",
      "Sec-Fetch-Site": "same-origin",
    });
    expect(sent).toEqual({ "accept-encoding": "identity" });
  });

  test("order, spelling and repeats are kept", async () => {
    const flat = ["B-One", "1", "a-Two", "2", "B-One", "3"];
    expect(await requestHeaders(flat, { mask })).toEqual([...flat, "accept-encoding", "identity"]);
  });
});

describe("on the way down", () => {
  const toProxy = proxyUrls("https://api.example.com", "http://127.0.0.1:8846/example");
  const down = (headers: Record<string, string>, more = {}): Record<string, string> =>
    pairs(responseHeaders(Object.entries(headers).flat(), { toProxy, private: true, streams: false, ...more }));

  test("J08 J09 what clients act on passes", () => {
    const kept = {
      "retry-after": "7",
      "retry-after-ms": "7000",
      "x-should-retry": "true",
      "x-ratelimit-remaining-tokens": "1",
      "anthropic-ratelimit-requests-reset": "x",
      "request-id": "r1",
      "x-request-id": "r2",
      "apim-request-id": "r3",
      "x-amzn-requestid": "r4",
      "content-type": "application/json",
    };
    expect(down(kept)).toEqual({ ...kept, "cache-control": "no-store" });
  });

  test("J05 J16 what no longer fits the body, or would lead away, is dropped", () => {
    const dropped = {
      "Content-Length": "5",
      "Content-Encoding": "gzip",
      ETag: "x",
      Digest: "x",
      "Content-MD5": "x",
      "Accept-Ranges": "bytes",
      "Alt-Svc": 'h3=":443"',
      "Strict-Transport-Security": "max-age=1",
      "Transfer-Encoding": "chunked",
      Connection: "x-gone",
      "X-Gone": "1",
      "Cache-Control": "public",
      "Access-Control-Allow-Origin": "*",
      "X-Closemask-Masked": "0",
    };
    expect(down(dropped)).toEqual({ "cache-control": "no-store" });
  });

  test("J17 D06 F10 URLs of the provider become the proxy's, and those of others are dropped", () => {
    expect(
      down({
        Location: "https://api.example.com/v1/x?y=1",
        "operation-location": "https://api.example.com/operations/1",
        "X-Goog-Upload-URL": "https://api.example.com/upload?id=1",
        "Content-Location": "https://elsewhere.example/secret",
        Link: '<https://api.example.com/v1/list?after=2>; rel="next"',
      }),
    ).toEqual({
      Location: "http://127.0.0.1:8846/example/v1/x?y=1",
      "operation-location": "http://127.0.0.1:8846/example/operations/1",
      "X-Goog-Upload-URL": "http://127.0.0.1:8846/example/upload?id=1",
      Link: '<http://127.0.0.1:8846/example/v1/list?after=2>; rel="next"',
      "cache-control": "no-store",
    });
    expect(toProxy("/v1/x")).toBe("http://127.0.0.1:8846/example/v1/x");
    expect(toProxy("//evil.example/x")).toBeNull();
    expect(toProxy("https://api.example.com.evil.example/x")).toBeNull();
  });

  test("cookies are for the proxy, streams are not to be buffered, and what is no secret keeps its caching", () => {
    expect(down({ "set-cookie": "a=b; Domain=api.example.com; Path=/" })["set-cookie"]).toBe("a=b; Path=/");
    expect(down({}, { streams: true })["x-accel-buffering"]).toBe("no");
    expect(down({ "cache-control": "max-age=9" }, { private: false })["cache-control"]).toBe("max-age=9");
  });
});
