import { afterAll, beforeAll, describe } from "vitest";
import { contract } from "./contract.ts";
import { openAt } from "./dynamodb-kit.ts";
import { type Dynalite, startDynalite } from "./servers.ts";

/** Fewer than in earnest: each is a request. */
const RESERVED = 400;

describe("dynamodb", () => {
  let server: Dynalite;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.end());

  contract("dynamodb", ({ limits, now }) => openAt(server.endpoint, { limits, now, reservedLimit: RESERVED }), {
    reservedLimit: RESERVED,
    many: 500,
  });
});
