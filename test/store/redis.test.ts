import { afterAll, beforeAll, describe } from "vitest";
import { contract } from "./contract.ts";
import { openAt } from "./redis-kit.ts";
import { isInstalled, named, type RedisServer, startRedis } from "./servers.ts";

describe.skipIf(!isInstalled("redis-server"))(named("redis", "redis-server"), () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.end());

  contract("redis", ({ limits, now }) => openAt(server.port, { limits, now }));
});
