// Requests and answers through a real server: what the provider sees, and what the client gets back.

import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { describe, expect, test } from "vitest";
import { encodedForms } from "../../src/detect/encoded-forms.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { event, readFrames } from "../proxy/aws-kit.ts";
import { send } from "./client.ts";
import { chatAnswer, chatChunk, placeholderIn, type Received, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
const KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD";
const ASK = { model: "m", messages: [{ role: "user", content: `write to ${EMAIL} please` }] };

describe("what is known at the end of a stream only", () => {
  function ask(headers: Record<string, string>) {
    return new Promise<{ headers: IncomingHttpHeaders; trailers: NodeJS.Dict<string> }>((resolve, reject) => {
      void startUpstream((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(`${chatChunk({ content: "APIKEYX123456789 EMAILX987654321" })}data: [DONE]\n\n`);
      })
        .then((upstream) => startServer({ upstream: upstream.url }))
        .then(({ url }) => {
          const outgoing = request(`${url}/v1/chat/completions`, { method: "POST", headers }, (response) => {
            response.resume();
            response.on("end", () => resolve({ headers: response.headers, trailers: response.trailers }));
          });
          outgoing.on("error", reject);
          outgoing.end(JSON.stringify({ ...ASK, stream: true }));
        });
    });
  }

  test("comes as a trailer to clients that ask for trailers", async () => {
    const { headers, trailers } = await ask({ te: "trailers" });
    expect(headers.trailer).toBe("x-closemask-unresolved");
    expect(trailers).toEqual({ "x-closemask-unresolved": "2" });
  });

  test("and not to others", async () => {
    const { headers, trailers } = await ask({});
    expect([headers.trailer, trailers]).toEqual([undefined, {}]);
    expect(headers["x-closemask-masked"]).toBe("1");
  });
});

describe("an exchange", () => {
  test("what leaves is masked and what returns is restored", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, chatAnswer(`I wrote to ${placeholderIn(request)}.`)),
    );
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/openai/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({ choices: [{ message: { content: `I wrote to ${EMAIL}.` } }] });
    expect(reply.headers["x-closemask-masked"]).toBe("1");
    expect(reply.headers["x-closemask-unresolved"]).toBe("0");
    expect(reply.headers["cache-control"]).toBe("no-store");
    expect(Number(reply.headers["content-length"])).toBe(reply.body.length);
    expect(upstream.everything()).not.toContain(EMAIL);
    expect(upstream.received[0]?.url).toBe("/v1/chat/completions");
    expect(upstream.received[0]?.headers.host).toBe(new URL(upstream.url).host);
    expect(server.lines).toMatchObject([{ provider: "openai", endpoint: "chat", status: 200, masked: 1, restored: 1 }]);
  });

  test("A03 J05 without a finding the same bytes leave, with their length", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("hello")));
    const server = await startServer({ upstream: upstream.url });
    const body = '{ "model" : "m",\n "2":1, "1":1.0,\t"messages":[{"role":"user","content":"h\\u00e9llo"}]}';
    await send(`${server.url}/v1/chat/completions`, { body });
    expect(upstream.received[0]?.body.toString()).toBe(body);
    expect(upstream.received[0]?.headers["content-length"]).toBe(String(Buffer.byteLength(body)));
    expect(upstream.received[0]?.headers["transfer-encoding"]).toBeUndefined();
  });

  test("a stream of events is restored as it comes", async () => {
    const upstream = await startUpstream((request, response) => {
      const placeholder = placeholderIn(request);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatChunk({ content: `to ${placeholder.slice(0, 9)}` }));
      response.write(chatChunk({ content: `${placeholder.slice(9)} and` }));
      response.write(chatChunk({}, "stop"));
      response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect(reply.headers["content-type"]).toBe("text/event-stream");
    expect(reply.headers["x-accel-buffering"]).toBe("no");
    expect(reply.broken).toBe(false);
    expect(contentOf(reply.text)).toBe(`to ${EMAIL} and`);
    expect(reply.text).toContain("data: [DONE]");
  });

  test("C20 a stream that does not say that it is one", async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200);
      response.write(chatChunk({ content: placeholderIn(request) }));
      response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect(contentOf(reply.text)).toBe(EMAIL);
  });

  test("requests at once over a store that takes its time: each gets its own values back", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, chatAnswer(`I wrote to ${placeholderIn(request)}.`)),
    );
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
    const server = await startServer({
      upstream: upstream.url,
      store: (store) => ({
        ...store,
        put: (entries) => later().then(() => store.put(entries)),
        get: (handles) => later().then(() => store.get(handles)),
      }),
    });
    const addresses = Array.from({ length: 40 }, (_, i) => `user.${i}@corp-mail.com`);
    const replies = await Promise.all(
      addresses.map((address) =>
        send(`${server.url}/v1/chat/completions`, {
          body: { model: "m", messages: [{ role: "user", content: `write to ${address} please` }] },
        }),
      ),
    );
    expect(replies.map((reply) => Object(reply.json()).choices[0].message.content)).toEqual(
      addresses.map((address) => `I wrote to ${address}.`),
    );
    expect(upstream.everything()).not.toContain("corp-mail");
  });

  test("H04 frames of Bedrock are restored, those of another API pass as they come", async () => {
    const upstream = await startUpstream((request, response) => {
      const placeholder = placeholderIn(request);
      response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
      for (const text of [`to ${placeholder.slice(0, 9)}`, placeholder.slice(9)])
        response.write(event("contentBlockDelta", { contentBlockIndex: 0, delta: { text } }));
      response.end(event("messageStop", { stopReason: "end_turn" }));
    });
    const server = await startServer({ upstream: upstream.url });
    const body = { messages: [{ role: "user", content: [{ text: `write to ${EMAIL}` }] }] };
    const reply = await send(`${server.url}/bedrock/model/m/converse-stream`, { body });
    const said = readFrames(reply.body).flatMap(({ payload }) => JSON.parse(payload).delta?.text ?? []);
    expect(said.join("")).toBe(`to ${EMAIL}`);
    const other = await send(`${server.url}/openai/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect(readFrames(other.body)).toHaveLength(3);
    expect(other.text).not.toContain(EMAIL);
  });

  test("an error in JSON where a stream was asked for", async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200);
      response.end(JSON.stringify({ error: { message: `no ${placeholderIn(request)}` } }));
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect(reply.json()).toEqual({ error: { message: `no ${EMAIL}` } });
  });

  test("G01 Ollama streams lines of JSON unless it is told not to", async () => {
    const upstream = await startUpstream((request, response) => {
      const placeholder = placeholderIn(request);
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      for (const content of ["to ", placeholder.slice(0, 4), placeholder.slice(4), "."]) {
        response.write(`${JSON.stringify({ model: "m", message: { role: "assistant", content }, done: false })}\n`);
      }
      response.end(`${JSON.stringify({ model: "m", message: { role: "assistant", content: "" }, done: true })}\n`);
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/api/chat`, { body: ASK });
    const lines = reply.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ message }) => message.content).join("")).toBe(`to ${EMAIL}.`);
    expect(lines.at(-1)?.done).toBe(true);
  });

  test("F08 Gemini streams an array when it is not asked for events, and it comes piece by piece", async () => {
    let finish: () => void = () => {};
    const upstream = await startUpstream((request, response) => {
      const placeholder = placeholderIn(request);
      const part = (text: string): string =>
        JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, index: 0 }] });
      response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
      response.write(`[${part(`to ${placeholder.slice(0, 9)}`)},\r\n`);
      response.write(`${part(`${placeholder.slice(9)} now `)},\r\n`);
      finish = () => response.end(`${part("done")}]`);
    });
    const server = await startServer({ upstream: upstream.url });
    let text = "";
    await new Promise<void>((resolve, reject) => {
      const url = `${server.url}/v1beta/models/g:streamGenerateContent`;
      const outgoing = request(url, { method: "POST", headers: { "content-type": "application/json" } }, (response) => {
        response.on("data", (chunk: Buffer) => {
          text += chunk;
          // The last element is sent when the one before it has arrived.
          if (text.includes("now")) finish();
        });
        response.on("end", resolve);
      });
      outgoing.on("error", reject);
      outgoing.end(JSON.stringify({ contents: [{ parts: [{ text: EMAIL }] }] }));
    });
    const texts = JSON.parse(text).map(
      (each: { candidates: [{ content: { parts: [{ text: string }] } }] }) => each.candidates[0].content.parts[0].text,
    );
    expect(texts.join("")).toBe(`to ${EMAIL} now done`);
  });

  describe("a value with quotes in an answer that the client parses", () => {
    const VALUE = 'Night "jar" \\ 7';
    const secrets = createLiterals(10);
    for (const form of encodedForms(Buffer.from(VALUE))) secrets.add({ ...form, kind: "CODENAME" });
    const said = (request: Received): string => {
      const placeholder = /CODENAMEX\d{9}/.exec(request.body.toString())?.[0] ?? "none";
      return JSON.stringify({ name: placeholder, list: [`about ${placeholder}`] });
    };
    const user = [{ role: "user", content: `about ${VALUE}` }];
    const pieces = (text: string): string[] => text.match(/.{1,6}/gs) ?? [];

    test.each([
      [
        "/v1/chat/completions",
        { messages: user, response_format: { type: "json_schema", json_schema: { name: "s", schema: {} } } },
        (text: string) => chatAnswer(text),
        "choices.0.message.content",
      ],
      [
        "/v1/responses",
        { input: `about ${VALUE}`, text: { format: { type: "json_object" } } },
        (text: string) => ({
          output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
        }),
        "output.0.content.0.text",
      ],
      [
        "/v1/messages",
        { messages: user, output_config: { format: { type: "json_schema", schema: {} } } },
        (text: string) => ({ type: "message", role: "assistant", content: [{ type: "text", text }] }),
        "content.0.text",
      ],
      [
        "/v1beta/models/g:generateContent",
        {
          contents: [{ parts: [{ text: `about ${VALUE}` }] }],
          generationConfig: { responseMimeType: "application/json" },
        },
        (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] }),
        "candidates.0.content.parts.0.text",
      ],
      [
        "/api/chat",
        { messages: user, stream: false, format: { type: "object" } },
        (text: string) => ({ message: { role: "assistant", content: text }, done: true }),
        "message.content",
      ],
    ])("%s", async (path, body, answer, place) => {
      const upstream = await startUpstream((request, response) => sendJson(response, answer(said(request))));
      const server = await startServer({ upstream: upstream.url, secrets });
      const reply = await send(`${server.url}${path}`, { body: { model: "m", ...body } });
      expect(JSON.parse(textAt(reply.json(), place))).toEqual({ name: VALUE, list: [`about ${VALUE}`] });
      expect(upstream.everything()).not.toContain("Night");
    });

    test("in a stream", async () => {
      const upstream = await startUpstream((request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        for (const content of pieces(said(request))) response.write(chatChunk({ content }));
        response.write(chatChunk({}, "stop"));
        response.end("data: [DONE]\n\n");
      });
      const server = await startServer({ upstream: upstream.url, secrets });
      const body = { model: "m", messages: user, stream: true, response_format: { type: "json_object" } };
      const reply = await send(`${server.url}/v1/chat/completions`, { body });
      expect(JSON.parse(contentOf(reply.text))).toEqual({ name: VALUE, list: [`about ${VALUE}`] });
    });

    test("and as it is where no JSON was asked for", async () => {
      const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(said(request))));
      const server = await startServer({ upstream: upstream.url, secrets });
      const body = { model: "m", messages: user, response_format: { type: "text" } };
      const reply = await send(`${server.url}/v1/chat/completions`, { body });
      expect(JSON.parse(reply.text).choices[0].message.content).toContain(`"about ${VALUE}"`);
    });
  });

  test("J08 J09 J18 errors keep status and headers, and are restored", async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, { error: { message: `too much for ${placeholderIn(request)}` } }, 429, {
        "retry-after": "7",
        "x-should-retry": "true",
        "x-request-id": "r1",
        "x-ratelimit-remaining-requests": "0",
      }),
    );
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.status).toBe(429);
    expect(reply.json()).toEqual({ error: { message: `too much for ${EMAIL}` } });
    expect(reply.headers).toMatchObject({
      "retry-after": "7",
      "x-should-retry": "true",
      "x-request-id": "r1",
      "x-ratelimit-remaining-requests": "0",
    });
  });

  test.each([
    ["a transcript", 200, "text/plain", "hello {}\n"],
    ["subtitles", 200, "text/vtt; charset=UTF-8", "WEBVTT\n\nhellö {}"],
    ["an error", 503, "text/plain", "no room for {}"],
    ["a text to who asked for a stream", 200, "text/plain", "dear {}"],
  ])("%s that is plain text is restored", async (what, status, type, text) => {
    const upstream = await startUpstream(async (request, response) => {
      response.writeHead(status, { "content-type": type });
      // In pieces, through the placeholder too.
      for (const byte of Buffer.from(text.replace("{}", `${placeholderIn(request)} EMAILX000000000`))) {
        response.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      response.end();
    });
    const { url } = await startServer({ upstream: upstream.url });
    const stream = what.includes("stream");
    const { headers, ...reply } = await send(`${url}/v1/chat/completions`, { body: { ...ASK, stream } });
    expect([reply.status, reply.text]).toEqual([status, text.replace("{}", `${EMAIL} EMAILX000000000`)]);
    expect(headers["x-closemask-unresolved"]).toBe(stream ? undefined : "1");
  });

  test("text in another coding comes as it is", async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200, { "content-type": 'text/plain; charset="utf-16le"' });
      response.end(`hello ${placeholderIn(request)}`, "utf16le");
    });
    const { url } = await startServer({ upstream: upstream.url });
    const { body } = await send(`${url}/v1/chat/completions`, { body: ASK });
    expect(body.toString("utf16le")).toMatch(/^hello EMAILX\d{9}$/);
  });

  test("J18 an HTML page comes as it is", async () => {
    const page = "<html><body>Bad gateway EMAILX000000000</body></html>";
    const upstream = await startUpstream((_, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end(page);
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: { ...ASK, stream: true } });
    expect([reply.status, reply.text]).toEqual([502, page]);
  });

  test("A26 A27 the client's key leaves in its header only", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url });
    await send(`${server.url}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${KEY}` },
      body: { model: "m", messages: [{ role: "user", content: `my key is ${KEY}` }] },
    });
    const [received] = upstream.received;
    expect(received?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(received?.body.toString()).not.toContain(KEY);
  });

  test("A24 A25 queries and headers are masked, keys in them are not", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, { object: "list", data: [] }));
    const server = await startServer({ upstream: upstream.url });
    await send(`${server.url}/v1/chat/completions?metadata%5Bemail%5D=${encodeURIComponent(EMAIL)}&limit=2`, {
      headers: { "x-user-note": `from ${EMAIL}`, "x-codex-turn-metadata": JSON.stringify({ by: EMAIL }) },
    });
    await send(`${server.url}/v1beta/models/g:generateContent?key=AIzaSyA-0123456789abcdefghijklmnopqrstu`, {
      body: { contents: [{ parts: [{ text: EMAIL }] }] },
    });
    expect(upstream.received[0]?.url).toMatch(/^\/v1\/chat\/completions\?metadata%5Bemail%5D=EMAILX\d{9}&limit=2$/);
    expect(upstream.received[0]?.headers["x-user-note"]).toMatch(/^from EMAILX\d{9}$/);
    expect(upstream.received[1]?.url).toContain("?key=AIzaSyA-0123456789abcdefghijklmnopqrstu");
    expect(upstream.everything()).not.toContain(EMAIL);
  });

  describe("a query as forms are written", () => {
    async function sent(query: string): Promise<{ url: string; masked: string }> {
      const upstream = await startUpstream((_, response) => sendJson(response, { object: "list", data: [] }));
      const { url } = await startServer({ upstream: upstream.url });
      const { headers } = await send(`${url}/v1/chat/completions?${query}`);
      return { url: upstream.received[0]?.url.split("?")[1] ?? "", masked: String(headers["x-closemask-masked"]) };
    }

    test("a plus is a space, and what is not masked stays as it was written", async () => {
      const { url, masked } = await sent(
        "metadata%5Bcard%5D=my+card+4111+1111+1111+1111&metadata%5Bp%5D=%2B49+30+901820&q=a+b%20c%2bd&limit=2",
      );
      expect(url).toMatch(
        /^metadata%5Bcard%5D=my\+card\+CARDX\d{9}&metadata%5Bp%5D=PHONEX\d{9}&q=a\+b%20c%2bd&limit=2$/,
      );
      expect(masked).toBe("2");
    });

    test("what a server reads is what URLSearchParams wrote", async () => {
      const said = { "metadata[to]": `write to ${EMAIL} & co + me`, filter: "a+b c" };
      const { url } = await sent(new URLSearchParams(said).toString());
      const read = Object.fromEntries(new URLSearchParams(url));
      expect(read["metadata[to]"]).toMatch(/^write to EMAILX\d{9} & co \+ me$/);
      expect(read.filter).toBe(said.filter);
    });

    test.each([
      ["a name", "my+card+4111+1111+1111+1111=1"],
      ["a plus that is none", "phone=+4930901820&x=1"],
      ["beside what is no escape", "q=100%+of+4111+1111+1111+1111"],
      ["a parameter that is known", "order=4111+1111+1111+1111"],
      ["without a name", "4111+1111+1111+1111"],
    ])("%s", async (_, query) => {
      const { url, masked } = await sent(query);
      expect(url).not.toMatch(/4111|901820/);
      expect(masked).toBe("1");
    });
  });

  test("a body that is a form", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const { url } = await startServer({ upstream: upstream.url });
    const { headers } = await send(`${url}/anthropic/v1/files`, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "card=my+4111+1111+1111+1111&note=a+b%20c&to%20%2B49+30+901820=1&plain=+4930901821",
    });
    expect(upstream.received[0]?.body.toString()).toMatch(
      /^card=my\+CARDX\d{9}&note=a\+b%20c&to%20PHONEX\d{9}=1&plain=PHONEX\d{9}$/,
    );
    expect(headers["x-closemask-masked"]).toBe("3");
  });

  test("values in headers count", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const { url } = await startServer({ upstream: upstream.url });
    const { headers } = await send(`${url}/v1/chat/completions?q=${EMAIL}`, {
      headers: { "x-user-note": `from ${EMAIL}` },
      body: ASK,
    });
    expect(headers["x-closemask-masked"]).toBe("3");
  });

  test("a value in a path is not sent", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/users/${EMAIL}/notes`);
    expect(reply.status).toBe(400);
    expect(upstream.begun).toBe(0);
    expect(reply.text).not.toContain(EMAIL);
  });

  test("J17 E22 an absolute URL of the provider leads back to the proxy", async () => {
    const upstream = await startUpstream((_, response) =>
      sendJson(
        response,
        {
          id: "msgbatch_1",
          type: "message_batch",
          results_url: `${upstream.url}/v1/messages/batches/msgbatch_1/results`,
        },
        200,
        { "operation-location": `${upstream.url}/v1/operations/1` },
      ),
    );
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/messages/batches/msgbatch_1`, { headers: { "anthropic-version": "1" } });
    expect(reply.json()).toMatchObject({
      results_url: `${server.url}/anthropic/v1/messages/batches/msgbatch_1/results`,
    });
    expect(reply.headers["operation-location"]).toBe(`${server.url}/anthropic/v1/operations/1`);
  });

  test("D06 a redirect is not followed, and leads nowhere else", async () => {
    const upstream = await startUpstream((request, response) => {
      const elsewhere = request.url.endsWith("/a") ? "https://elsewhere.example/x" : `${upstream.url}/v1/there`;
      response.writeHead(307, { location: elsewhere });
      response.end();
    });
    const server = await startServer({ upstream: upstream.url });
    const away = await send(`${server.url}/openai/v1/models/a`);
    expect([away.status, away.headers.location]).toEqual([307, undefined]);
    const here = await send(`${server.url}/openai/v1/models/b`);
    expect(here.headers.location).toBe(`${server.url}/openai/v1/there`);
    expect(upstream.begun).toBe(2);
  });

  test.each([
    [{ "content-length": "1234" }, "1234"],
    [{ "content-length": "0" }, "0"],
    [{ "content-length": "99", "content-encoding": "gzip" }, undefined],
  ])("HEAD says the length that the provider says: %j", async (headers, length) => {
    const upstream = await startUpstream((_, response) => void response.writeHead(200, headers).end());
    const { url } = await startServer({ upstream: upstream.url });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const head = await send(`${url}/openai/v1/models`, { method: "HEAD", agent });
    expect([head.status, head.headers["content-length"], head.broken]).toEqual([200, length, false]);
    // Nobody waits for a body.
    expect((await send(`${url}/openai/v1/models`, { method: "HEAD", agent })).status).toBe(200);
    agent.destroy();
  });

  test("HEAD and an empty answer have no body", async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(request.method === "HEAD" ? 200 : 204, { "x-seen": request.method });
      response.end();
    });
    const server = await startServer({ upstream: upstream.url });
    const head = await send(`${server.url}/api/hello`, { method: "HEAD" });
    expect([head.status, head.headers["x-seen"], head.body.length]).toEqual([200, "HEAD", 0]);
    expect(head.headers["content-length"]).toBeUndefined();
    const gone = await send(`${server.url}/openai/v1/files/f1`, { method: "DELETE" });
    expect([gone.status, gone.body.length]).toEqual([204, 0]);
  });

  test("K10 what one session has masked, another one does not restore", async () => {
    let placeholder = "";
    const upstream = await startUpstream((request, response) => {
      if (placeholder === "") placeholder = placeholderIn(request);
      sendJson(response, chatAnswer(`it is ${placeholder}`));
    });
    const server = await startServer({ upstream: upstream.url });
    const ask = (session: string, content: string) =>
      send(`${server.url}/v1/chat/completions`, {
        headers: { "x-closemask-session": session },
        body: { model: "m", messages: [{ role: "user", content }] },
      });
    expect((await ask("one", EMAIL)).text).toContain(EMAIL);
    const other = await ask("two", `repeat ${placeholder}`);
    expect(other.text).not.toContain(EMAIL);
    expect(other.text).toContain(placeholder);
    expect((await ask("one", `repeat ${placeholder}`)).text).toContain(EMAIL);
  });

  test("--dry-run answers with what would have been sent", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url, dryRun: true });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.headers["x-closemask-dry-run"]).toBe(`${upstream.url}/v1/chat/completions`);
    expect(JSON.parse(reply.text).messages[0].content).toMatch(/^write to EMAILX\d{9} please$/);
    expect(upstream.begun).toBe(0);
  });

  test("serve.enabled false lets everything through, and says so", async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, request.json));
    const server = await startServer({ upstream: upstream.url, serving: { enabled: false } });
    const reply = await send(`${server.url}/v1/chat/completions`, { body: ASK });
    expect(reply.json()).toEqual(ASK);
    expect(reply.headers["x-closemask-disabled"]).toBe("1");
  });

  test("an answer that is no JSON and no stream comes as it is", async () => {
    const audio = Buffer.from([0, 255, 254, 1, 2, 3]);
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { "content-type": "audio/mpeg" });
      response.end(audio);
    });
    const server = await startServer({ upstream: upstream.url });
    const reply = await send(`${server.url}/v1/audio/speech`, { body: { model: "m", input: EMAIL, voice: "v" } });
    expect(reply.body.equals(audio)).toBe(true);
  });
});

function textAt(value: unknown, place: string): string {
  return String(place.split(".").reduce((at, name) => Reflect.get(Object(at), name), value));
}

/** All text of a stream of Chat Completions. */
function contentOf(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "")
    .join("");
}
