// Signed requests: refused, or signed anew over what really leaves. The signature is computed a second time, by hand.

import { describe, expect, test } from "vitest";
import { isSigned } from "../../src/server/signing.ts";
import { type AwsCredentials, createAwsSigner } from "../../src/upstream/sign-aws.ts";
import { send } from "./client.ts";
import { sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";
import { sha256, signatureOf, verified } from "./sigv4-kit.ts";

const EMAIL = "jane.roe@corp.example";
const ASK = { messages: [{ role: "user", content: [{ text: `mail ${EMAIL}` }] }] };
const PATH = "/bedrock/model/anthropic.claude-v2:1/converse";
const DUMMY =
  "AWS4-HMAC-SHA256 Credential=DUMMY/20260101/eu-west-3/bedrock/aws4_request, SignedHeaders=host, Signature=00";
const CREDENTIALS: AwsCredentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "a-session-token",
};

test("the computation here agrees with the example of AWS's documentation", () => {
  const headers = { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z" };
  const request = { method: "GET", path: "/", query: "", headers, body: Buffer.alloc(0) };
  const scope = "20150830/us-east-1/service/aws4_request";
  expect(signatureOf(request, Object.keys(headers), CREDENTIALS.secretAccessKey, scope)).toBe(
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  );
});

test("H01 a signature over the body is seen", () => {
  const signed = (headers: Record<string, string>): boolean => isSigned((name) => headers[name]);
  expect(signed({ authorization: DUMMY })).toBe(true);
  expect(signed({ "signature-input": "sig1=()" })).toBe(true);
  expect(signed({ authorization: "Bearer x" })).toBe(false);
});

describe("H03 a provider that is signed for", () => {
  async function ask(headers: Record<string, string>, credentials = async (): Promise<AwsCredentials> => CREDENTIALS) {
    const upstream = await startUpstream((_, response) => sendJson(response, { ok: true }));
    const signAws = createAwsSigner({ credentials, region: "us-west-2", now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    const server = await startServer({
      upstream: upstream.url,
      providers: { bedrock: { baseUrl: upstream.url, dialect: "bedrock", sign: "aws" } },
      serving: { signAws },
    });
    return { reply: await send(`${server.url}${PATH}?a=1`, { headers, body: ASK }), upstream };
  }

  test("gets a signature that is valid for the masked body and its own host", async () => {
    const { reply, upstream } = await ask({
      authorization: DUMMY,
      "x-amz-date": "20260101T000000Z",
      "x-amz-security-token": "the-client's",
      "x-amz-content-sha256": "00",
      "x-amz-bedrock-trace": "ENABLED",
    });
    expect(reply.status).toBe(200);
    const [received] = upstream.received;
    if (received === undefined) throw new Error("nothing was sent");
    expect(received.body.toString()).toMatch(/EMAILX\d{9}/);
    expect(upstream.everything()).not.toContain(EMAIL);
    expect(upstream.everything()).not.toMatch(/DUMMY|the-client's/);
    const { scope, names, is, due } = verified(received, CREDENTIALS);
    expect(is).toBe(due);
    // The client's own signature says where it meant to go; the host here is none of AWS's.
    expect(scope).toBe("20260102/eu-west-3/bedrock/aws4_request");
    expect(names).toEqual(
      expect.arrayContaining(["host", "content-type", "x-amz-date", "x-amz-security-token", "x-amz-bedrock-trace"]),
    );
    expect(received.headers["x-amz-security-token"]).toBe(CREDENTIALS.sessionToken);
    expect(received.headers["x-amz-content-sha256"]).toBe(sha256(received.body));
    expect(received.url).toBe("/model/anthropic.claude-v2%3A1/converse?a=1");
  });

  test("also where the client brings nothing that authenticates it", async () => {
    const { upstream } = await ask({});
    const [received] = upstream.received;
    if (received === undefined) throw new Error("nothing was sent");
    const { scope, is, due } = verified(received, CREDENTIALS);
    expect([is, scope]).toEqual([due, "20260102/us-west-2/bedrock/aws4_request"]);
  });

  test("but a token passes as it is", async () => {
    const { upstream } = await ask({ authorization: "Bearer abc" });
    expect(upstream.received[0]?.headers.authorization).toBe("Bearer abc");
    expect(upstream.received[0]?.headers["x-amz-date"]).toBeUndefined();
  });

  test("without credentials nothing is sent, and the message says what is missing", async () => {
    const { reply, upstream } = await ask({ authorization: DUMMY }, async () => {
      throw new Error("profile of jane not found in /home/jane/.aws");
    });
    expect([reply.status, upstream.begun]).toEqual([400, 0]);
    expect(reply.headers["x-closemask-refused"]).toBe("signed");
    expect(reply.text).toContain("AWS_PROFILE");
    expect(reply.text).not.toContain("jane");
  });

  test("another kind of signature is refused all the same", async () => {
    const { reply, upstream } = await ask({ signature: "sig1=:AA==:", "signature-input": "sig1=()" });
    expect([reply.status, upstream.begun]).toEqual([400, 0]);
  });
});

test("a host of AWS says region and service itself", async () => {
  const sign = createAwsSigner({ credentials: async () => CREDENTIALS, region: "us-west-2", now: () => 0 });
  const signed = async (host: string): Promise<string> => {
    const url = new URL(`https://${host}/model/m/invoke`);
    const headers = await sign({ method: "POST", url, headers: [], body: Buffer.alloc(0), authorization: DUMMY });
    return headers[headers.indexOf("authorization") + 1] ?? "";
  };
  expect(await signed("bedrock-runtime.us-east-1.amazonaws.com")).toContain("/us-east-1/bedrock/");
  expect(await signed("bedrock-runtime-fips.us-gov-west-1.amazonaws.com")).toContain("/us-gov-west-1/bedrock/");
  expect(await signed("vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com")).toContain("/eu-central-1/bedrock/");
  expect(await signed("runtime.sagemaker.us-east-2.amazonaws.com")).toContain("/us-east-2/sagemaker/");
  expect(await signed("gateway.internal")).toContain("/eu-west-3/bedrock/");
});
