// What Redis and its client report, as errors the user can act on. Redis's own messages hold names of keys and commands,
// never values, but they are kept as the cause only.

import { ErrorReply } from "@redis/client";
import { ClosemaskError, type ErrorCode } from "../errors.ts";

/** The first word of an error that Redis answers with; null for errors of the connection. */
function wordOf(error: unknown): string | null {
  if (!(error instanceof ErrorReply)) return null;
  return /^[A-Z]+/.exec(error.message)?.[0] ?? "ERR";
}

/** Answers that say: not now. */
const PASSING = new Set(["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS"]);
/** Answers that another node has the session: the client's picture of the cluster is an old one. */
const MOVED = new Set(["MOVED", "ASK", "CROSSSLOT"]);
/** A master that has become a replica answers so; the client must ask who is the master now. */
const DEMOTED = new Set(["READONLY", "MASTERDOWN"]);

/** What Node calls a certificate that it does not trust. */
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY|SELF_SIGNED/;

/** What it calls a server's refusal of the certificate that it was shown, or was not. */
const REFUSED = /ALERT.*CERTIFICATE/;

/** What is wrong with a certificate; null when nothing is. */
function certificateFault(error: unknown): Known | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  if (REFUSED.test(error.code)) return OWN_CERTIFICATE;
  return UNTRUSTED.test(error.code) ? CERTIFICATE : null;
}

/** See RetryingOptions. */
export function judgeRedis(error: unknown): "lasting" | "passing" | "broken" {
  if (error instanceof ClosemaskError || certificateFault(error) !== null) return "lasting";
  const word = wordOf(error);
  if (word === null) return "broken";
  if (MOVED.has(word) || DEMOTED.has(word)) return "broken";
  return PASSING.has(word) ? "passing" : "lasting";
}

interface Known {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const AUTH: Known = {
  code: "store-open",
  message: "redis refuses the user or the password",
  hint: "check user and password in store.url, and that the ACL of the user allows the commands of docs/scale.md on its keys",
};

const KNOWN: Readonly<Record<string, Known>> = {
  WRONGPASS: AUTH,
  NOAUTH: AUTH,
  NOPERM: AUTH,
  OOM: {
    code: "store-full",
    message: "redis has reached its maxmemory",
    hint: "raise maxmemory of the server, or run `closemask sessions prune`",
  },
  MISCONF: {
    code: "store-failed",
    message: "redis cannot write to its disk and takes no writes",
    hint: "look into the log of the redis server",
  },
  NOREPLICAS: {
    code: "store-failed",
    message: "redis has fewer replicas than its min-replicas-to-write",
    hint: "check the replicas with `redis-cli info replication`",
  },
  LOADING: {
    code: "store-open",
    message: "redis is still loading its data",
    hint: "try again, or raise store.timeout",
  },
  CLUSTERDOWN: {
    code: "store-failed",
    message: "the redis cluster is down",
    hint: "check it with `redis-cli --cluster check HOST:PORT`",
  },
};

const UNREACHABLE: Known = {
  code: "store-failed",
  message: "redis cannot be reached or did not answer in time",
  hint: "check store.url and that the server runs; store.timeout says how long to try",
};

const CERTIFICATE: Known = {
  code: "store-open",
  message: "the certificate of redis is not trusted",
  hint: "set store.redis.ca to the file of its authority, and store.redis.servername to the name in it",
};

const OWN_CERTIFICATE: Known = {
  code: "store-open",
  message: "redis does not take the certificate of this client, or asks for one",
  hint: "set store.redis.cert and store.redis.key",
};

const FAILED: Known = {
  code: "store-failed",
  message: "redis refused a command",
  hint: "closemask needs Redis 6.2 or later, or Valkey; run `closemask doctor`",
};

/** See RetryingOptions. */
export function redisError(error: unknown): unknown {
  if (error instanceof ClosemaskError || error instanceof TypeError) return error;
  const word = wordOf(error);
  const unreachable = certificateFault(error) ?? UNREACHABLE;
  const { code, message, hint } = word === null ? unreachable : (KNOWN[word] ?? authOf(error) ?? FAILED);
  return new ClosemaskError(code, message, { hint, cause: error });
}

// What old servers say of AUTH begins with ERR.
function authOf(error: unknown): Known | undefined {
  return error instanceof Error && /\bAUTH\b|password/.test(error.message) ? AUTH : undefined;
}

export function torn(): ClosemaskError {
  return new ClosemaskError("store-corrupt", "redis has dropped a part of the session", {
    hint: "set `maxmemory-policy noeviction` on the server, then `closemask sessions purge <name>`",
  });
}
