// What memcached and the connection to it report, as errors the user can act on.

import { ClosemaskError, type ErrorCode } from "../errors.ts";

/** An answer that is an error. Its text is one of memcached's own, and never holds a key or value. */
export class MemcachedReply extends Error {
  constructor(line: string) {
    super(line);
    this.name = "MemcachedReply";
  }
}

/** See RetryingOptions. */
export function judgeMemcached(error: unknown): "lasting" | "passing" | "broken" {
  if (error instanceof ClosemaskError || error instanceof MemcachedReply) return "lasting";
  return "broken";
}

interface Known {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const KNOWN: readonly (readonly [RegExp, Known])[] = [
  [
    /too large/,
    {
      code: "store-failed",
      message: "a value is larger than memcached takes",
      hint: "start memcached with a higher -I, such as -I 8m",
    },
  ],
  [
    /out of memory/,
    {
      code: "store-full",
      message: "memcached has no memory left",
      hint: "start memcached with a higher -m, or wait until entries expire: store.ttl",
    },
  ],
  [
    /unauthenticated|authentication failure/,
    {
      code: "store-open",
      message: "memcached refuses the user or the password",
      hint: "check user and password in store.url, and the file that memcached was given with -Y",
    },
  ],
];

const UNREACHABLE: Known = {
  code: "store-failed",
  message: "memcached cannot be reached or did not answer in time",
  hint: "check store.url and store.memcached.servers, and that each of them runs; store.timeout says how long to try",
};

const FAILED: Known = {
  code: "store-failed",
  message: "memcached refused a command",
  hint: "closemask speaks the text protocol of memcached 1.4 and later; run `closemask doctor`",
};

/** See RetryingOptions. */
export function memcachedError(error: unknown): unknown {
  if (error instanceof ClosemaskError || error instanceof TypeError) return error;
  const isReply = error instanceof MemcachedReply;
  const found = isReply ? KNOWN.find(([pattern]) => pattern.test(error.message))?.[1] : UNREACHABLE;
  const { code, message, hint } = found ?? FAILED;
  return new ClosemaskError(code, message, { hint, cause: error });
}
