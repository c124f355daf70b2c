// Requests as somebody would write them who wants a value to get past the proxy: at places that nobody reads, in spellings that
// hide it, and in bodies and requests that two readers take for different things. Nothing of it may reach the provider, whatever
// the answer is, and nothing may crash.

import { connect } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { send } from "./client.ts";
import { type FakeUpstream, sendJson, startUpstream } from "./fake-upstream.ts";
import { type Server, startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const IBAN = "DE89370400440532013000";
const CARD = "4111111111111111";
const NAME = "nightjar";
const BASE64 = Buffer.from(EMAIL).toString("base64");
/** How a value looks at the provider, in lower case; parts of the address do as well. */
const TRACES = ["jane.roe", "corp-mail", "jane%2eroe", "\\u0040corp", IBAN, CARD, NAME, BASE64.slice(0, 20)];

const CHAT = "/openai/v1/chat/completions";
const MESSAGES = "/anthropic/v1/messages";
const FILES = "/openai/v1/files";

interface Case {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const chat = (content: unknown): object => ({ model: "m", messages: [{ role: "user", content }] });
const BODY = Buffer.from(JSON.stringify(chat(EMAIL)));
const get = (path: string): Case => ({ path, method: "GET" });
const said = (content: unknown): Case => ({ path: CHAT, body: chat(content) });
const text = (body: string | Buffer, headers = {}): Case => ({ path: CHAT, body, headers });
const coded = (coding: string, body: Buffer): Case => text(body, { "content-encoding": coding });
const header = (name: string, value: string): Case => ({ path: CHAT, headers: { [name]: value }, body: chat("hi") });
const form = (parts: string | Buffer): Case => ({
  path: FILES,
  headers: { "content-type": "multipart/form-data; boundary=XX" },
  body: typeof parts === "string" ? Buffer.from(parts.replaceAll("\n", "\r\n")) : parts,
});
const part = (head: string, content = "x"): string => `--XX\nContent-Disposition: form-data; ${head}\n\n${content}\n`;
const file = (content: Buffer): Case =>
  form(
    Buffer.concat([
      Buffer.from('--XX\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'),
      content,
      Buffer.from("\r\n--XX--\r\n"),
    ]),
  );
const within = (times: number, value: string): string =>
  Array.from({ length: times }).reduce<string>((inner) => JSON.stringify({ a: inner }), value);

const PATHS: Readonly<Record<string, Case>> = {
  "as it is": get(`${FILES}/${EMAIL}`),
  "percent-encoded": get(`${FILES}/${encodeURIComponent(EMAIL)}`),
  "beside what is no escape": get(`${FILES}/jane.roe%40corp-mail.com%ZZ`),
  "encoded twice": get(`${FILES}/jane.roe%2540corp-mail.com`),
  "a short word of the user's": get(`${FILES}/${NAME}`),
  "an account number": get(`${FILES}/${IBAN}`),
  "a number in groups": get(`${FILES}/4111%201111%201111%201111`),
};

const QUERIES: Readonly<Record<string, Case>> = {
  "as a name": get(`${FILES}?${encodeURIComponent(EMAIL)}=1`),
  "as a name that is a number": get(`${FILES}?${CARD}=1`),
  "without a name": get(`${FILES}?${EMAIL}`),
  "where a cursor belongs": get(`${FILES}?after=${EMAIL}`),
  "where a model belongs": get(`${FILES}?model=${encodeURIComponent(EMAIL)}&x=1`),
  "behind a semicolon": get(`${FILES}?a=1;q=${EMAIL}`),
  "between plus signs": get(`${FILES}?q=mail+${EMAIL}+now`),
  "encoded three times": get(`${FILES}?q=jane.roe%252540corp-mail.com`),
  "in JSON": get(`${FILES}?q=${encodeURIComponent(JSON.stringify({ a: EMAIL }))}`),
  "in JSON with escapes": get(`${FILES}?q=${encodeURIComponent('{"a":"jane.roe\\u0040corp-mail.com"}')}`),
  "beside what is no UTF-8": get(`${FILES}?q=%ff%fe${EMAIL}`),
  "behind a hash": get(`${FILES}#${EMAIL}`),
  "a word of the user's": get(`${FILES}?q=${NAME}`),
};

const HEADERS: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [
      ["x-custom", "user-agent", "accept", "accept-language", "x-stainless-lang", "x-app", "x-goog-api-client", "from"],
      ["anthropic-beta", "openai-beta", "priority", "cache-control", "pragma", "x-request-id", "referer", "warning"],
      ["baggage", "traceparent", "tracestate", "idempotency-key", "link", "content-language", "content-disposition"],
      ["x-forwarded-for", "forwarded", "via", "if-match", "range", "sec-ch-ua", "te", "trailer", "digest"],
    ]
      .flat()
      .map((name) => [name, header(name, EMAIL)]),
  ),
  "content-type": header("content-type", `application/json; note=${EMAIL}`),
  "in base64": header("x-custom", Buffer.from(JSON.stringify({ email: EMAIL })).toString("base64")),
  "percent-encoded": header("x-custom", encodeURIComponent(EMAIL)),
  "in JSON with escapes": header("x-custom", '{"a":"jane.roe\\u0040corp-mail.com"}'),
  "in its name": header(`x-${CARD}`, "1"),
  "a word of the user's": header("x-custom", `it is ${NAME}`),
  "named by Connection": { path: CHAT, headers: { connection: "x-a", "x-a": EMAIL }, body: chat("hi") },
};

const BODIES: Readonly<Record<string, Case>> = {
  "behind a byte order mark": text(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), BODY])),
  "in UTF-16": text(Buffer.from(BODY.toString(), "utf16le"), { "content-type": "application/json; charset=utf-16" }),
  "beside NaN": text(`{"model":"m","temperature":NaN,"messages":[{"role":"user","content":"${EMAIL}"}]}`),
  "behind the document": text(`${JSON.stringify(chat("x"))} ${EMAIL}`),
  "in a second document": text(`${JSON.stringify(chat("x"))}\n${BODY}`),
  "in a comment": text(`{/* ${EMAIL} */"model":"m","messages":[]}`),
  "in single quotes": text(`{'model':'${EMAIL}'}`),
  "in members that are there twice": text(
    `{"messages":[{"role":"user","content":"${EMAIL}","content":"${EMAIL}"}],"messages":[{"role":"user","content":"x ${EMAIL}"}]}`,
  ),
  "in escapes": text('{"messages":[{"role":"user","content":"\\u006a\\u0061\\u006e\\u0065.roe\\u0040corp-mail.com"}]}'),
  "in escapes in a string": text(
    '{"messages":[{"role":"user","content":"{\\"a\\":\\"jane.roe\\\\u0040corp-mail.com\\"}"}]}',
  ),
  "in six strings": said(within(6, EMAIL)),
  "in ten strings of arguments": {
    path: CHAT,
    body: {
      messages: [{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: within(10, EMAIL) } }] }],
    },
  },
  "deep down": text(`{"a":${"[".repeat(20_000)}"${EMAIL}"${"]".repeat(20_000)}}`),
  "behind two million brackets": text("[".repeat(2_000_000) + EMAIL),
  "a number in arguments": {
    path: MESSAGES,
    body: {
      messages: [
        {
          role: "assistant",
          content: [{ type: "tool_use", name: "n", input: { a: Number(CARD), card: -Number(CARD) } }],
        },
      ],
    },
  },
  "a name in arguments": {
    path: MESSAGES,
    body: { messages: [{ role: "assistant", content: [{ type: "tool_use", name: "n", input: { [EMAIL]: 1 } }] }] },
  },
  "sealed and not, by two types": {
    path: MESSAGES,
    body: `{"messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"x","type":"text","text":"${EMAIL}"}]}]}`,
  },
  "an endpoint that nobody knows": { path: "/openai/v1/unknown", body: { [EMAIL]: { card: Number(CARD) } } },
  "a form of pages": {
    path: "/openai/v1/unknown",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `prompt=${encodeURIComponent(EMAIL)}&iban=${IBAN}`,
  },
  "a form of pages where JSON is due": text(`prompt=${EMAIL}`, { "content-type": "application/x-www-form-urlencoded" }),
  markup: { path: "/openai/v1/unknown", headers: { "content-type": "application/xml" }, body: `<a>${EMAIL}</a>` },
  "under another type": text(BODY, { "content-type": "text/plain" }),
  "where no body belongs": { path: "/openai/v1/models", method: "GET", body: BODY },
  "of a request that deletes": { path: `${FILES}/x`, method: "DELETE", body: { a: EMAIL } },
  "with characters without width": said("jane.roe\u200b@corp-mail.com and jane\u00ad.roe@corp-mail.com"),
  "in full width": said("ｊａｎｅ.roe＠corp-mail.com"),
  "in entities": said("jane.roe&#64;corp-mail.com"),
  "quoted-printable": said("jane.roe=40corp-mail.com"),
  "in base64": said(Buffer.from(JSON.stringify({ email: EMAIL })).toString("base64")),
  ...Object.fromEntries(
    [`data:text/plain;base64,${BASE64}`, `DATA:TEXT/PLAIN;BASE64,${BASE64}`, `data:,${encodeURIComponent(EMAIL)}`].map(
      (url) => [url.slice(0, 18), said([{ type: "image_url", image_url: { url } }])],
    ),
  ),
};

const CODINGS: Readonly<Record<string, Case>> = {
  gzip: coded("gzip", gzipSync(BODY)),
  "gzip in two parts": coded("gzip", Buffer.concat([gzipSync(BODY.subarray(0, 20)), gzipSync(BODY.subarray(20))])),
  "behind gzip": coded("gzip", Buffer.concat([gzipSync(BODY), Buffer.from(EMAIL)])),
  "zstd in two frames": coded(
    "zstd",
    Buffer.concat([zstdCompressSync(BODY.subarray(0, 20)), zstdCompressSync(BODY.subarray(20))]),
  ),
  brotli: coded("br", brotliCompressSync(BODY)),
  "behind brotli": coded("br", Buffer.concat([brotliCompressSync(BODY), Buffer.from(EMAIL)])),
  "two codings": coded("deflate, gzip", gzipSync(deflateSync(BODY))),
  "another spelling": coded("GZip", gzipSync(BODY)),
  "a coding that is not named": text(gzipSync(BODY)),
  identity: coded("identity", BODY),
  "a coding that nobody knows": coded("aws-chunked", BODY),
  "a bomb": coded("gzip", gzipSync(Buffer.alloc(64 << 20))),
  "a bomb in a bomb": coded("gzip, gzip, gzip", gzipSync(gzipSync(gzipSync(Buffer.alloc(64 << 20))))),
};

const FORMS: Readonly<Record<string, Case>> = {
  "in a file and its name": form(
    `${part('name="purpose"', "batch")}${part(`name="file"; filename="${EMAIL}.txt"`, EMAIL)}--XX--\n`,
  ),
  "in a header of a part": form(`${part(`name="a"; filename="a.txt"\nContent-Description: ${EMAIL}`)}--XX--\n`),
  "as the name of a field": form(`${part(`name="${EMAIL}"`)}--XX--\n`),
  "as the name of a field that is a number": form(`${part(`name="${CARD}"`)}--XX--\n`),
  "in a field that is structure": form(`${part('name="purpose"', EMAIL)}--XX--\n`),
  "behind the form": form(`${part('name="a"')}--XX--\n${EMAIL}\n`),
  "behind the form's last line": form(`${part('name="a"')}--XX--${EMAIL}\n`),
  "behind a boundary": form(
    `${part('name="a"')}--XX ${EMAIL}\nContent-Disposition: form-data; name="b"\n\nx\n--XX--\n`,
  ),
  "before the form": form(`${EMAIL}\n${part('name="a"')}--XX--\n`),
  "in a name with its own coding": form(`${part("name=\"f\"; filename*=UTF-8''jane.roe%40corp-mail.com")}--XX--\n`),
  "in a name with quotes": form(`${part(`name="f"; filename="a\\"${EMAIL}\\".txt"`)}--XX--\n`),
  "in a name with other quotes": form(`${part(`name="f"; filename='${EMAIL}'`)}--XX--\n`),
  "in a part in base64": form(`${part('name="f"; filename="a"\nContent-Transfer-Encoding: base64', BASE64)}--XX--\n`),
  "in a part in a coding of mail": form(
    `${part('name="f"; filename="a"\nContent-Transfer-Encoding: quoted-printable', "jane.roe=\n@corp-mail.com")}--XX--\n`,
  ),
  "with bare line feeds": form(Buffer.from(`${part('name="a"', EMAIL)}--XX--\n`)),
  "in a form in a field of a form": form(
    `--YY\nContent-Disposition: form-data; name="purpose"\n\n${part('name="q"', EMAIL)}--XX--\n--YY--\n`,
  ),
  "in a file in Latin-1": file(Buffer.from(`M\xfcller;${EMAIL}\r\n`, "latin1")),
  "in a file in UTF-16": file(Buffer.from(`\ufeffname;${EMAIL}\r\n`, "utf16le")),
  "in a file in UTF-16, the other way": file(Buffer.from(`\ufeffname;${EMAIL}\r\n`, "utf16le").swap16()),
};

const HEAD = "Host: 127.0.0.1\r\nContent-Type: application/json\r\n";
const LENGTH = `Content-Length: ${BODY.length}\r\n`;
const CHUNK = `${BODY.length.toString(16)}`;
const post = (head: string, target = CHAT, body = BODY.toString(), end = `${LENGTH}\r\n`): string =>
  `POST ${target} HTTP/1.1\r\n${HEAD}${head}${end}${body}`;
const chunked = (head: string, extension = "", trailer = ""): string =>
  post(`${head}Transfer-Encoding: chunked\r\n\r\n`, CHAT, `${CHUNK}${extension}\r\n${BODY}\r\n0\r\n${trailer}\r\n`, "");

const SOCKETS: Readonly<Record<string, string>> = {
  "a length and chunks": chunked("Content-Length: 5\r\n"),
  "two lengths": post("Content-Length: 5\r\n"),
  "chunks of another coding": post(
    "Transfer-Encoding: gzip, chunked\r\n\r\n",
    CHAT,
    `${CHUNK}\r\n${BODY}\r\n0\r\n\r\n`,
    "",
  ),
  "an extension of a chunk, and a trailer": chunked("", `;note=${EMAIL}`, `X-Trailer: ${EMAIL}\r\n`),
  "100-continue": post("Expect: 100-continue\r\n"),
  "another expectation": post(`Expect: ${EMAIL}\r\n`),
  "one behind the other": `${post("") + post("")}GET /openai/v1/models HTTP/1.1\r\n${HEAD}\r\n`,
  "a request in the body of one that is refused": post("", "/nowhere", post("")),
  "the whole URL": post("", "http://api.openai.com/v1/chat/completions"),
  "a user in the URL": post("", `http://jane.roe%40corp-mail.com@127.0.0.1${CHAT}`),
  CONNECT: `CONNECT ${EMAIL}:443 HTTP/1.1\r\n${HEAD}\r\n`,
  "a header over two lines": post(`X-A: a\r\n ${EMAIL}\r\n`),
  "bare line feeds": `POST ${CHAT} HTTP/1.1\n${(HEAD + LENGTH).replaceAll("\r", "")}\n${BODY}`,
  "a method of others": post("").replace("POST", "PURGE"),
  "HTTP/1.0": post("").replace("HTTP/1.1", "HTTP/1.0"),
  "two hosts": post("Host: example.com\r\n"),
  dots: post("", "/openai/x/../v1/./chat/completions"),
  "encoded dots": post("", "/openai/v1/%2e%2e/v1/chat/completions"),
  backslashes: post("", "/openai\\v1\\chat\\completions"),
  "a tab in the path": `GET ${FILES}/jane.roe\t@corp-mail.com HTTP/1.1\r\n${HEAD}\r\n`,
  "capitals in the path": post("", CHAT.toUpperCase()),
  "an encoded slash": post("", "/openai/v1/chat%2Fcompletions"),
  "two types of content": post(`Content-Type: text/plain; x=${EMAIL}\r\n`),
  "headers that Connection names": post(`Connection: content-length, x-a\r\nX-A: ${EMAIL}\r\n`),
};

interface Rig {
  readonly upstream: FakeUpstream;
  readonly server: Server;
}

async function start(): Promise<Rig> {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  const secrets = createLiterals(10);
  secrets.add({ value: Buffer.from(NAME), kind: "CODENAME" });
  return { upstream, server: await startServer({ upstream: upstream.url, secrets }) };
}

function expectUnseen({ upstream, server }: Rig): void {
  expect(server.faults).toEqual([]);
  const seen = upstream.received.map(({ url, rawHeaders, body }) => {
    const wide = body.includes(0) ? body.toString("utf16le") + Buffer.from(body.subarray(1)).toString("utf16le") : "";
    return [url, ...rawHeaders, body.toString("latin1"), wide].join("\n").toLowerCase();
  });
  const found = TRACES.filter((trace) => seen.some((text) => text.includes(trace.toLowerCase())));
  expect(found).toEqual([]);
}

/** Tells all that a socket gives until it is quiet. */
function exchange(url: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let got = "";
    let quiet = setTimeout(() => socket.destroy(), 1000);
    socket.on("data", (data) => {
      got += data.toString();
      clearTimeout(quiet);
      quiet = setTimeout(() => socket.destroy(), 300);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(quiet);
      resolve(got);
    });
    socket.write(bytes);
  });
}

describe.each([
  ["a path", PATHS],
  ["a query", QUERIES],
  ["a header", HEADERS],
  ["a body", BODIES],
  ["a coding", CODINGS],
  ["a form", FORMS],
])("a value in %s", (_, cases) => {
  test.each(Object.entries(cases))("%s", async (_name, { path, ...sending }) => {
    const rig = await start();
    const { status } = await send(rig.server.url + path, sending);
    expect(status).toBeLessThan(500);
    expectUnseen(rig);
  });
});

describe("a value on a socket", () => {
  test.each(Object.entries(SOCKETS))("%s", async (_, bytes) => {
    const rig = await start();
    await exchange(rig.server.url, bytes);
    expectUnseen(rig);
    // It goes on.
    expect((await send(rig.server.url + CHAT, { body: chat("hi") })).status).toBe(200);
  });
});

test("a file keeps its coding", async () => {
  const rig = await start();
  for (const [of, name] of [
    ["utf16le", "UTF-16"],
    ["latin1", "Latin-1"],
  ] as const) {
    const { path, ...sending } = FORMS[`in a file in ${name}`] as Case;
    expect((await send(rig.server.url + path, sending)).status).toBe(200);
    const body = rig.upstream.received.at(-1)?.body ?? Buffer.alloc(0);
    const from = body.indexOf("\r\n\r\n") + 4;
    const sent = body.toString(of, from, body.lastIndexOf("\r\n--XX--"));
    expect(sent).toMatch(name === "UTF-16" ? /^\ufeffname;EMAILX\d{9}\r\n$/ : /^M\xfcller;EMAILX\d{9}\r\n$/);
  }
});
