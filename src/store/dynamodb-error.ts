// What DynamoDB and its client report, as errors the user can act on. Their own messages may hold names of tables and accounts,
// never values; they are kept as the cause only.

import { ClosemaskError, type ErrorCode } from "../errors.ts";

/** A write whose condition did not hold: an answer, not a fault. */
export function isConditionFailed(error: unknown): boolean {
  return nameOf(error) === "ConditionalCheckFailedException";
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Answers that say: not now. */
const PASSING = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TransactionInProgressException",
  "ReplicatedWriteConflictException",
  "InternalServerError",
  "InternalFailure",
  "ServiceUnavailable",
  "TimeoutError",
  "AbortError",
]);

/** See RetryingOptions. The client looks after its connections by itself. */
export function judgeDynamodb(error: unknown): "lasting" | "passing" {
  if (error instanceof ClosemaskError || isConditionFailed(error)) return "lasting";
  if (PASSING.has(nameOf(error)) || isNetwork(error)) return "passing";
  return (statusOf(error) ?? 0) >= 500 ? "passing" : "lasting";
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** What Node says of connections. */
function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(?:ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR)/.test(codeOf(error))) return true;
  return error instanceof AggregateError || /socket hang up/.test(error.message);
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

interface Known {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const REFUSED: Known = {
  code: "store-open",
  message: "dynamodb refuses the credentials, or what they may do",
  hint: "the role needs BatchGetItem, GetItem, PutItem, UpdateItem, DeleteItem, BatchWriteItem and Query on the table",
};

const THROTTLED: Known = {
  code: "store-failed",
  message: "dynamodb takes no more requests for now",
  hint: "raise the capacity of the table, or store.timeout",
};

const KNOWN: Readonly<Record<string, Known>> = {
  CredentialsProviderError: {
    code: "store-open",
    message: "there are no AWS credentials for dynamodb",
    hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role",
  },
  AccessDeniedException: REFUSED,
  UnrecognizedClientException: REFUSED,
  InvalidSignatureException: REFUSED,
  ExpiredTokenException: REFUSED,
  MissingAuthenticationTokenException: REFUSED,
  ProvisionedThroughputExceededException: THROTTLED,
  ThrottlingException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  ItemCollectionSizeLimitExceededException: {
    code: "store-full",
    message: "the partition of the session in dynamodb is full",
    hint: "use a table without local secondary indexes",
  },
};

const KEYS: Known = {
  code: "store-open",
  message: "the table of dynamodb has other keys",
  hint: "it needs a partition key pk and a sort key sk, both strings; docs/scale.md has the command",
};

const TOO_LARGE: Known = {
  code: "store-failed",
  message: "a value is larger than an item of dynamodb may be, 400 KB",
  hint: "keep this session in sqlite or redis, or let its kind be redacted: policies.<KIND>.action redact",
};

const UNREACHABLE: Known = {
  code: "store-failed",
  message: "dynamodb cannot be reached or did not answer in time",
  hint: "check store.dynamodb.region and store.dynamodb.endpoint; store.timeout says how long to try",
};

const FAILED: Known = {
  code: "store-failed",
  message: "dynamodb refused a request",
  hint: "run `closemask doctor`",
};

/** See RetryingOptions. */
export function dynamodbError(error: unknown, table: string): unknown {
  if (error instanceof ClosemaskError || error instanceof TypeError || isConditionFailed(error)) return error;
  const { code, message, hint } = knownOf(error, table);
  return new ClosemaskError(code, message, { hint, cause: error });
}

function knownOf(error: unknown, table: string): Known {
  const name = nameOf(error);
  const known = KNOWN[name];
  if (known !== undefined) return known;
  if (name === "ResourceNotFoundException") return noTable(table);
  const text = error instanceof Error ? error.message : "";
  if (name === "ValidationException" && /size/i.test(text)) return TOO_LARGE;
  if (name === "ValidationException" && /key/i.test(text)) return KEYS;
  if (/region/i.test(text) && /missing/i.test(text)) return NO_REGION;
  const isAnswer = statusOf(error) !== undefined && (statusOf(error) as number) < 500;
  return isAnswer && !isNetwork(error) ? FAILED : UNREACHABLE;
}

const NO_REGION: Known = {
  code: "config",
  message: "store.type dynamodb needs a region",
  hint: "set store.dynamodb.region or AWS_REGION",
};

function noTable(table: string): Known {
  return {
    code: "store-open",
    message: `dynamodb has no table ${table}`,
    hint: "make it with the command in docs/scale.md, or set store.dynamodb.createTable to true once",
  };
}
