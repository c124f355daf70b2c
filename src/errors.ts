// The one error class. A known error carries a code to act on, a hint that can be typed and an exit code;
// whatever else is thrown is a defect and keeps its stack.

/** Exit codes of the command line; a promise, listed in the man page. */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  store: 3,
  upstream: 4,
  internal: 70,
  interrupted: 130,
} as const;

const EXIT_OF = {
  usage: EXIT.usage,
  config: EXIT.usage,
  pattern: EXIT.usage,
  input: EXIT.usage,
  blocked: EXIT.findings,
  unresolved: EXIT.findings,
  "key-missing": EXIT.store,
  "key-invalid": EXIT.store,
  "key-wrong": EXIT.store,
  "key-source": EXIT.store,
  "store-open": EXIT.store,
  "store-corrupt": EXIT.store,
  "store-newer": EXIT.store,
  "store-locked": EXIT.store,
  "store-readonly": EXIT.store,
  "store-full": EXIT.store,
  "store-failed": EXIT.store,
  "store-unable": EXIT.usage,
  "session-full": EXIT.store,
  "session-missing": EXIT.store,
  "session-conflict": EXIT.store,
  output: EXIT.store,
  audit: EXIT.store,
  listen: EXIT.usage,
  upstream: EXIT.upstream,
  ner: EXIT.upstream,
  internal: EXIT.internal,
  interrupted: EXIT.interrupted,
} as const;

/** The closed union of what can go wrong in a way the caller can act on. */
export type ErrorCode = keyof typeof EXIT_OF;

/**
 * An error the user can act on. The message is lower case, without a full stop, and never holds a value of the user's.
 */
export class ClosemaskError extends Error {
  readonly code: ErrorCode;
  /** What to type or change, in one line; empty when there is nothing to say. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "ClosemaskError";
    this.code = code;
    this.hint = options.hint ?? "";
  }

  /** True for those of another bundle too, which has this class once more. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "ClosemaskError" && "code" in value && "hint" in value;
  }

  get exitCode(): number {
    return EXIT_OF[this.code];
  }
}
