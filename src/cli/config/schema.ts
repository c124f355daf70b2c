// The one schema of the configuration, in zod. Nothing loads it at run time: scripts/schema.js turns it into the plain table
// of schema.gen.ts, which check.ts interprets, and a test proves that both agree.

import { z } from "zod";

const duration = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,5}(?:ms|s|m|h|d|w))$/)
  .describe("a number and ms, s, m, h, d or w, such as 30d; 0 for never");
const name = z.string().min(1).max(64);
const path = z.string().min(1).max(4096);
const url = z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/\S{1,2000}$/);
const kind = z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/);
const text = z.string().min(1).max(1024);
/** Source of a JavaScript regular expression, and its flags. */
const pattern = z.string().min(1).max(2000);
const flags = z.string().regex(/^[imsu]{0,4}$/);
const globs = z.array(text).min(1).max(100);
const ruleNames = z.array(name).max(1000);

const style = z.enum(["dollar", "word", "bare", "angle", "format"]);
const action = z.enum(["mask", "redact", "keep", "block"]);

const placeholder = z.strictObject({
  style: style.default("dollar").describe("how placeholders look"),
  length: z
    .union([z.literal(6), z.literal(8)])
    .default(6)
    .describe("characters of an id; 8 for sessions of many values"),
});

const rules = z.strictObject({
  disable: ruleNames.default([]).describe("rules that do not count"),
  enable: ruleNames.default([]).describe("rules that only count when named here"),
  categories: z.array(name).max(100).optional().describe("only these categories count"),
});

/** The process that runs models: `closemask ner start`. */
const sidecar = z.strictObject({
  port: z.int().min(0).max(65_535).default(8847).describe("port on loopback; 0 for one that is free"),
  socket: path.optional().describe("Unix socket to listen on instead"),
  provider: z.enum(["cpu", "cuda", "coreml", "dml"]).default("cpu").describe("where models compute"),
  dtype: z
    .enum(["auto", "fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"])
    .default("auto")
    .describe("which of a model's files is used"),
  window: z.int().min(16).max(8192).default(512).describe("tokens that a model sees at once"),
  overlap: z.int().min(0).max(4096).default(128).describe("tokens that two windows share"),
  threads: z.int().min(0).max(64).default(0).describe("for one model; 0 for half of the processors, 4 at most"),
  idle: duration.default("0").describe("time without a request after which it ends; 0 for never"),
  hang: duration.default("2m").describe("silence after which it is started anew"),
  canary: z.string().min(1).max(2000).optional().describe("sentence in which a model must find something"),
});

const ner = z.strictObject({
  engine: z
    .string()
    .regex(/^(?:off|lexicon|sidecar|remote|https?:\/\/\S{1,2000}|unix:\/\S{1,2000})$/)
    .optional()
    .describe("off, lexicon, sidecar, remote, or the URL of a service: http://…, https://… or unix:/…"),
  url: url.optional().describe("where the service of the engine remote is, or the sidecar"),
  dialect: z.enum(["auto", "closemask", "presidio", "gliner"]).default("auto").describe("what the service speaks"),
  models: z.record(name, path).optional().describe("models by language, * for all others"),
  sidecar: sidecar.prefault({}),
  timeout: duration.default("5s").describe("for one request to a service"),
  retries: z.int().min(0).max(10).default(3).describe("further tries of a request that may yet succeed"),
  concurrency: z.int().min(1).max(256).default(8).describe("requests to a service at once"),
  ca: path.optional().describe("certificates in PEM that a service may have, beside the usual ones"),
  onFailure: z
    .enum(["block", "rules", "pass"])
    .optional()
    .describe("when the engine cannot say: refuse, go on with rules, or let text pass as it is"),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/))
    .min(1)
    .max(20)
    .optional()
    .describe("languages to ask in; told from the text by default"),
  labels: z.record(z.string().min(1).max(64), kind).default({}).describe("kind by label of a model or service"),
  ignoreLabels: z.array(text).max(200).default([]).describe("labels or kinds that are left alone"),
  minScore: z.number().min(0).max(1).optional().describe("least score of a name; by level by default"),
  scores: z.record(kind, z.number().min(0).max(1)).default({}).describe("least score by kind"),
  mergeGap: z.record(kind, z.string().max(64)).default({}).describe("characters that may part one name, by kind"),
});

const token = z.string().min(8).max(4096);
const tenant = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

const user = z.string().min(1).max(255);
const password = z.string().min(1).max(4096);
const redis = z.strictObject({
  mode: z.enum(["single", "sentinel", "cluster"]).default("single").describe("what store.url leads to"),
  nodes: z
    .array(z.string().regex(/^\S{1,255}:\d{1,5}$/))
    .max(100)
    .default([])
    .describe("further Sentinels or nodes of the cluster, as host:port"),
  prefix: z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .default("closemask")
    .describe("what the keys begin with"),
  master: z.string().min(1).max(255).default("mymaster").describe("name of the master at the Sentinels"),
  username: user.optional(),
  password: password.optional().describe("over that in store.url"),
  sentinelUsername: user.optional(),
  sentinelPassword: password.optional(),
  ca: path.optional().describe("certificates in PEM that the server may have"),
  cert: path.optional().describe("own certificate, for servers that ask for one"),
  key: path.optional(),
  servername: z.string().min(1).max(255).optional().describe("name in the server's certificate"),
  replicas: z.int().min(0).max(100).default(0).describe("replicas that must have a write before it counts"),
});

const serve = z.strictObject({
  enabled: z.boolean().default(true).describe("false passes everything through as it is"),
  host: z.string().min(1).max(255).default("127.0.0.1").describe("address to listen on"),
  port: z.int().min(0).max(65_535).default(8846),
  authToken: token.optional().describe("what clients send in x-closemask-token; required beyond loopback"),
  authTokens: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/), token)
    .optional()
    .describe("the same by client, each of which has a session of its own"),
  tlsCert: path.optional(),
  tlsKey: path.optional(),
  hosts: z.array(z.string().min(1).max(255)).max(100).default([]).describe("further names in the Host header"),
  origins: z.array(url).max(100).default([]).describe("origins of web pages that may use the proxy"),
  llmUrl: url.optional().describe("where requests go that name no provider"),
  sessions: z
    .array(
      z.strictObject({
        apiKey: z
          .string()
          .regex(/^(?:\*|[0-9a-fA-F]{8,64})$/)
          .optional()
          .describe("beginning of the SHA-256 of an API key in hex, or *"),
        claudeSession: name.optional(),
        path: z
          .string()
          .regex(/^\/\S{0,255}$/)
          .optional(),
        session: z.string().regex(/^(?:[A-Za-z0-9]|\{\})(?:[A-Za-z0-9._-]|\{\}){0,63}$/),
      }),
    )
    .max(1000)
    .default([])
    .describe("which session a request works in"),
  tenants: z
    .array(
      z.strictObject({
        client: z
          .string()
          .regex(/^(?:\*|[A-Za-z0-9][A-Za-z0-9_-]{0,31})$/)
          .optional()
          .describe("name of a token in serve.authTokens, or *"),
        apiKey: z
          .string()
          .regex(/^(?:\*|[0-9a-fA-F]{8,64})$/)
          .optional()
          .describe("beginning of the SHA-256 of an API key in hex, or *"),
        header: z
          .string()
          .regex(/^[A-Za-z0-9-]{1,64}$/)
          .optional()
          .describe("header in which a gateway before the proxy names the tenant"),
        tenant: z.string().regex(/^(?:[A-Za-z0-9]|\{\})(?:[A-Za-z0-9._-]|\{\}){0,63}$/),
      }),
    )
    .max(1000)
    .default([])
    .describe("which tenant a request is of; one that is of none is refused"),
  tools: z
    .record(
      z.string().min(1).max(128),
      z.strictObject({ mask: z.boolean().optional(), restore: z.boolean().optional() }),
    )
    .default({})
    .describe("tools whose arguments and results are not masked, or whose arguments are not restored"),
  systemNote: z.boolean().default(false).describe("tell the model what placeholders are"),
  blobs: z.enum(["allow", "warn", "block"]).optional().describe("media that cannot be inspected"),
  profile: z.enum(["default", "hardened"]).default("default"),
  bodyLimit: z.int().min(1).max(1024).default(64).describe("MiB of a request, decoded"),
  idleTimeout: duration.default("30m").describe("silence of a provider after which it counts as gone"),
  shutdownTimeout: duration.default("30s").describe("how long streams may go on when the proxy ends"),
  ca: path.optional().describe("certificates in PEM that providers may have, beside the usual ones"),
});

const chat = z.strictObject({
  provider: name.optional().describe("provider that the chat talks to"),
  model: z.string().min(1).max(256).optional().describe("its model"),
  system: z.string().min(1).max(20_000).optional().describe("system text of every conversation"),
  keyCommands: z
    .record(name, z.string().min(1).max(4096))
    .default({})
    .describe("commands that print the key of a provider, by its name"),
});

/** What `commands` may say again for one command. */
const perCommand = z.strictObject({
  session: name.optional(),
  level: z.enum(["strict", "balanced", "aggressive"]).optional(),
  onError: z.enum(["block", "redact", "pass"]).optional(),
  placeholder: z
    .strictObject({ style: style.optional(), length: placeholder.shape.length.unwrap().optional() })
    .optional(),
  ner: z
    .strictObject({
      engine: ner.shape.engine,
      url: url.optional(),
      timeout: duration.optional(),
      onFailure: ner.shape.onFailure,
    })
    .optional(),
});

export const configSchema = z.strictObject({
  session: name.default("default").describe("name of the session"),
  tenant: tenant.optional().describe("whose sessions they are: own keys and an own name space"),
  profile: z.enum(["default", "hardened"]).default("default").describe("hardened refuses what is easy to leave open"),
  level: z.enum(["strict", "balanced", "aggressive"]).default("balanced").describe("how sure a rule must be"),
  onError: z.enum(["block", "redact", "pass"]).default("block").describe("when store or key fail in mid-run"),
  log: z
    .strictObject({ level: z.enum(["quiet", "info", "debug"]).default("info"), file: path.optional() })
    .prefault({}),
  commands: z.partialRecord(z.enum(["mask", "unmask", "scan", "explain", "serve", "chat"]), perCommand).optional(),
  placeholder: placeholder.prefault({}),
  rules: rules.prefault({}),
  patterns: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
        kind,
        pattern,
        flags: flags.optional(),
        enabled: z.boolean().optional(),
        description: z.string().max(200).optional(),
      }),
    )
    .max(500)
    .default([])
    .describe("own rules, as regular expressions"),
  allow: z
    .array(
      z.union([
        text,
        z.strictObject({
          value: text.optional(),
          pattern: pattern.optional(),
          flags: flags.optional(),
          kind: kind.optional(),
          files: globs.optional(),
        }),
      ]),
    )
    .max(10_000)
    .default([])
    .describe("values that stay readable, with * for any run of characters"),
  deny: z
    .array(
      z.strictObject({
        value: z.string().min(1).max(4096).optional(),
        pattern: pattern.optional(),
        flags: flags.optional(),
        kind: kind.optional(),
        files: globs.optional(),
      }),
    )
    .max(10_000)
    .default([])
    .describe("values that are always masked"),
  policies: z
    .record(
      kind,
      z.strictObject({
        action: action.optional(),
        threshold: z.number().min(0).max(1).optional(),
        restore: z
          .array(z.enum(["text", "tools"]))
          .max(2)
          .optional(),
      }),
    )
    .default({})
    .describe("what happens to a kind or category"),
  store: z
    .strictObject({
      type: z.enum(["sqlite", "memory", "redis", "memcached", "dynamodb"]).default("sqlite"),
      path: path.optional(),
      url: url.optional(),
      timeout: duration.default("10s").describe("how long a store on another machine is tried"),
      redis: redis.prefault({}),
      ttl: duration.default("30d").describe("time since the last use after which a value is forgotten"),
      maxEntries: z.int().min(1).max(1_000_000_000).default(1_000_000),
      atLimit: z.enum(["refuse", "evict"]).default("refuse"),
      dynamodb: z.record(name, z.string().max(4096)).optional(),
      memcached: z.record(name, z.string().max(4096)).optional(),
    })
    .prefault({}),
  key: z
    .strictObject({
      source: z.enum(["auto", "command", "passphrase", "file", "keychain", "aws-kms", "vault"]).default("auto"),
      command: z.string().min(1).max(4096).optional(),
      file: path.optional(),
      wrapped: path.optional().describe("file of the key ring that a service has wrapped"),
      aws: z
        .strictObject({
          keyId: z.string().min(1).max(2048).optional().describe("id, ARN or alias of the key at AWS KMS"),
          region: z
            .string()
            .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/)
            .optional(),
          endpoint: url.optional().describe("another address than the region's own"),
        })
        .prefault({}),
      vault: z
        .strictObject({
          address: url.optional().describe("where Vault is; VAULT_ADDR by default"),
          mount: z
            .string()
            .regex(/^[A-Za-z0-9][\w./-]{0,127}$/)
            .default("transit")
            .describe("where the transit engine is mounted"),
          key: z
            .string()
            .regex(/^[A-Za-z0-9][\w.-]{0,127}$/)
            .optional()
            .describe("name of the key at Vault"),
          namespace: z.string().min(1).max(255).optional().describe("VAULT_NAMESPACE by default"),
          ca: path.optional().describe("certificates in PEM that Vault may have; VAULT_CACERT by default"),
          tokenFile: path
            .optional()
            .describe("file of the token where VAULT_TOKEN is not set; ~/.vault-token by default"),
        })
        .prefault({}),
      timeout: duration.default("10s").describe("how long a key service is tried"),
    })
    .prefault({}),
  ner: ner.prefault({}),
  serve: serve.prefault({}),
  providers: z
    .record(
      name,
      z.strictObject({
        baseUrl: url,
        dialect: z.string().min(1).max(64),
        pathPrefix: z.string().max(255).optional(),
        authHeader: z
          .string()
          .regex(/^[A-Za-z0-9-]{1,64}$/)
          .optional(),
        sign: z.enum(["aws"]).optional().describe("sign requests with the AWS credentials of this machine"),
      }),
    )
    .optional()
    .describe("providers by the first part of their path on the proxy"),
  chat: chat.prefault({}),
  imported: z
    .record(name, z.record(name, z.unknown()))
    .optional()
    .describe("settings of other programs for parts that do not exist yet, as config import wrote them"),
  audit: z.strictObject({ file: path.optional(), http: url.optional() }).optional(),
});

/** A configuration with its defaults filled in. */
export type Config = z.output<typeof configSchema>;
/** A configuration as written. */
export type ConfigInput = z.input<typeof configSchema>;
