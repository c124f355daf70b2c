import { afterAll, beforeAll, describe } from "vitest";
import { contract } from "./contract.ts";
import { type Dynamodb, openAt, startDynamodb } from "./dynamodb-kit.ts";

/** Fewer than in earnest: each is a request. */
const RESERVED = 400;

describe("dynamodb", () => {
  let server: Dynamodb;
  beforeAll(async () => {
    server = await startDynamodb();
  });
  afterAll(() => server.end());

  contract("dynamodb", ({ limits, now }) => openAt(server.endpoint, { limits, now, reservedLimit: RESERVED }), {
    reservedLimit: RESERVED,
    many: 1500,
  });
});
