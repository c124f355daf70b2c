import { afterAll, beforeAll, describe } from "vitest";
import { contract } from "./contract.ts";
import { openAt } from "./memcached-kit.ts";
import { isInstalled, type Memcached, named, startMemcached } from "./servers.ts";

const LACKS = { lists: false, counts: false, numbers: false, keeps: false };

describe.skipIf(!isInstalled("memcached"))(named("memcached", "memcached"), () => {
  const servers: Memcached[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 3; i++) servers.push(await startMemcached());
  });
  afterAll(async () => {
    for (const server of servers) await server.end();
  });

  contract("memcached", ({ limits, now }) => openAt((servers[0] as Memcached).port, { limits, now }), {
    capabilities: LACKS,
  });
});
