// What the audit log says of requests and answers, and that no value is in it, wherever it stood.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChain, pseudonymOf } from "../../src/audit/chain.ts";
import type { AuditEvent } from "../../src/audit/event.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { ClosemaskError } from "../../src/errors.ts";
import type { Recorder } from "../../src/server/record.ts";
import { send, until } from "./client.ts";
import { chatAnswer, placeholderIn, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";

interface Recording {
  readonly events: AuditEvent[];
  /** As they are written. */
  readonly lines: string[];
  readonly recorder: Recorder;
}

function recording(agent?: string): Recording {
  const events: AuditEvent[] = [];
  const lines: string[] = [];
  const chain = createChain({ key: new Uint8Array(32), id: new Uint8Array(12), command: "serve", agent, now: () => 0 });
  const audit = {
    record(event: AuditEvent): void {
      events.push(event);
      lines.push(chain.link(event, {}).line);
    },
    pseudonym: (name: string) => pseudonymOf(new Uint8Array(32), name),
  };
  return { events, lines, recorder: { audit, agent } };
}

function ask(text: string): object {
  return { model: "m", messages: [{ role: "user", content: text }] };
}

describe("an exchange", () => {
  test("is two events: what left, before it was sent, and what came back", async () => {
    const { events, lines, recorder } = recording();
    let before = 0;
    const upstream = await startUpstream((request, response) => {
      before = events.length;
      sendJson(response, chatAnswer(`${placeholderIn(request)} and EMAILX000000001`));
    });
    const server = await startServer({ upstream: upstream.url, recorder });
    const headers = { "user-agent": "claude-cli/2.1.329 (external, cli)", "x-closemask-session": "case-7" };
    await send(`${server.url}/openai/v1/chat/completions`, { headers, body: ask(`mail ${EMAIL}`) });
    await until(() => events.length === 2, "both events");
    expect(before).toBe(1);
    const host = new URL(upstream.url).host;
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        kind: "mask",
        action: "request",
        outcome: "ok",
        session: "case-7",
        agent: "claude-cli/2.1.329",
        request: 1,
        destination: `openai ${host}`,
        counts: { EMAIL: 1 },
        rules: { email: 1 },
        endpoint: "chat",
      },
      { kind: "restore", action: "answer", outcome: "ok", counts: { EMAIL: 1 }, unresolved: 1 },
    ]);
    expect(upstream.received[0]?.headers).not.toHaveProperty("x-closemask-session");
  });

  test("that is refused is an event with the reason", async () => {
    const { events, recorder } = recording();
    const upstream = await startUpstream((_, response) => sendJson(response, {}));
    const server = await startServer({ upstream: upstream.url, recorder, serving: { bodyLimit: 100 } });
    await send(`${server.url}/openai/v1/chat/completions`, { body: ask("x".repeat(200)) });
    await until(() => events.length === 1, "the event");
    expect(events).toMatchObject([{ kind: "refuse", outcome: "refused", reason: "too-large", session: "default" }]);
  });

  test("of which a part was not inspected is said to be so", async () => {
    const { events, recorder } = recording();
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url, recorder });
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
    await send(`${server.url}/openai/v1/chat/completions`, {
      body: { model: "m", messages: [{ role: "user", content: [image] }] },
    });
    await until(() => events.length === 3, "all events");
    expect(events[1]).toMatchObject({ kind: "policy", action: "uninspected", outcome: "degraded" });
    expect([...(events[1]?.counts ?? [])]).toEqual([["blob", 1]]);
  });

  test("whose values a policy withholds is an event more", async () => {
    const { events, recorder } = recording();
    const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(placeholderIn(request))));
    const restore = { unmaskedTools: new Set<string>(), allows: () => false };
    const server = await startServer({ upstream: upstream.url, recorder, serving: { restore } });
    await send(`${server.url}/openai/v1/chat/completions`, { body: ask(`mail ${EMAIL}`) });
    await until(() => events.length === 3, "all events");
    expect(events[2]).toMatchObject({ kind: "policy", action: "withheld" });
    expect([...(events[2]?.counts ?? [])]).toEqual([["EMAIL", 1]]);
  });

  test("that passes unmasked, since masking is off, is degraded", async () => {
    const { events, recorder } = recording();
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url, recorder, serving: { enabled: false } });
    await send(`${server.url}/openai/v1/chat/completions`, { body: ask("hello") });
    await until(() => events.length === 2, "both events");
    expect(events[0]).toMatchObject({ kind: "mask", action: "disabled", outcome: "degraded" });
  });

  test("of which there can be no record is not sent, where the log must be written", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const record = (): never => {
      throw new ClosemaskError("audit", "the audit log cannot be written: no space left on the device");
    };
    const server = await startServer({
      upstream: upstream.url,
      recorder: { audit: { record, pseudonym: () => "" }, agent: undefined },
    });
    const reply = await send(`${server.url}/openai/v1/chat/completions`, { body: ask("hello") });
    expect([reply.status, reply.headers["x-closemask-refused"]]).toEqual([422, "audit"]);
    expect(reply.json()).toMatchObject({ error: { code: "closemask_audit" } });
    expect(upstream.received).toEqual([]);
  });
});

describe("the agent", () => {
  test.each([
    [{ "x-closemask-agent": "billing bot", "user-agent": "curl/8.5" }, undefined, "billing bot"],
    [{ "x-closemask-agent": "billing bot" }, "set", "billing bot"],
    [{ "user-agent": "curl/8.5.0" }, undefined, "curl/8.5.0"],
    [{ "user-agent": "OpenAI/JS 6.1 (linux)" }, undefined, "OpenAI/JS"],
    [{ "user-agent": "(none)" }, undefined, undefined],
    [{ "x-closemask-agent": EMAIL }, undefined, expect.stringMatching(/^~[\w-]{10}$/)],
    [{ "x-closemask-agent": "4111 1111 1111 1111" }, undefined, expect.stringMatching(/^~/)],
    [{ "user-agent": `ghp_${"aB3dE6gH9jK2".repeat(3)}/1` }, undefined, expect.stringMatching(/^~/)],
  ])("of %j with the setting %s is %s", async (headers, set, shown) => {
    const { events, recorder, lines } = recording(set);
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url, recorder });
    await send(`${server.url}/openai/v1/chat/completions`, { headers, body: ask("hello") });
    await until(() => events.length === 2, "both events");
    expect(JSON.parse(lines[0] as string).agent).toEqual(shown);
    expect(upstream.received[0]?.headers).not.toHaveProperty("x-closemask-agent");
  });

  test("is that of the setting where the client says nothing of itself", async () => {
    const { events, lines, recorder } = recording("team-red");
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const server = await startServer({ upstream: upstream.url, recorder });
    await send(`${server.url}/openai/v1/chat/completions`, { headers: { "user-agent": "curl/8" }, body: ask("hello") });
    await until(() => events.length === 2, "both events");
    expect(JSON.parse(lines[0] as string).agent).toBe("team-red");
  });
});

/** One value of each rule, with the text around it that shows what it is. */
const PLANTED = RULES.filter(({ optIn }) => optIn !== true).flatMap((rule) => {
  const [text] = rule.examples.yes;
  const value = /«([\s\S]*?)»/.exec(text ?? "")?.[1];
  // Shorter ones stand anywhere by chance.
  return text === undefined || value === undefined || value.length < 8
    ? []
    : [{ value, text: text.replace(/[«»]/g, "") }];
});

/** What anybody would take for a name: words, and codes that are hardly longer. */
function isName(value: string): boolean {
  return !/\d{5}|[^\W_]{9}/.test(value.replace(/[A-Za-z]{9,20}/g, "x")) && !value.includes("@");
}

test("no value of any kind is in any event, wherever it was planted", { timeout: 120_000 }, async () => {
  const { lines, events, recorder } = recording();
  const upstream = await startUpstream((request, response) => sendJson(response, chatAnswer(request.body.toString())));
  const server = await startServer({ upstream: upstream.url, recorder });
  expect(PLANTED.length).toBeGreaterThan(200);
  const header = (value: string): string | undefined =>
    /^[\x21-\x7e][\x20-\x7e]*$/.test(value) ? value.trim() : undefined;

  await fc.assert(
    fc.asyncProperty(fc.subarray(PLANTED, { minLength: 1, maxLength: 8 }), fc.nat(5), async (planted, where) => {
      const from = lines.length;
      const [{ value, text }] = planted as [(typeof PLANTED)[number]];
      const asHeader = isName(value) ? "plain" : (header(value) ?? "plain");
      const named = encodeURIComponent(value);
      const headers: Record<string, string> = {
        ...(where === 1 ? { "x-closemask-agent": asHeader } : {}),
        ...(where === 2 ? { "user-agent": asHeader } : {}),
        ...(where === 3 ? { "x-closemask-session": asHeader } : {}),
        ...(where === 4 ? { "x-note": asHeader } : {}),
      };
      const path = where === 5 ? `/openai/v1/${named}` : "/openai/v1/chat/completions";
      const body = where === 0 ? { [value]: text } : ask(planted.map(({ text }) => text).join("\n"));
      const reply = await send(`${server.url}${path}`, { headers, body }).catch(() => null);
      if (reply !== null) await until(() => lines.length > from, "an event", 10_000);
      const said = lines.slice(from).join("\n");
      for (const { value } of planted) {
        expect(said.includes(value), `event ${from} of ${events.length}`).toBe(false);
        expect(said.includes(encodeURIComponent(value))).toBe(false);
        expect(said.includes(Buffer.from(value).toString("base64").replace(/=+$/, ""))).toBe(false);
      }
    }),
    { numRuns: 120 },
  );
});
