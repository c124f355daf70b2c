// Conversations and decisions in a shared store: a chat on one machine goes on where one on another was.

import { describe, expect, test } from "vitest";
import { isInstalled, named, startRedis } from "../../store/servers.ts";
import { makeHome } from "../run.ts";
import { startChat } from "./kit.ts";
import { lastText, startPartner } from "./partner.ts";

const MAIL = "ada.lovelace@analytical.org";

describe.skipIf(!isInstalled("redis-server"))(named("chat over redis", "redis-server"), () => {
  test("a conversation goes on from another machine, and mask there knows what was decided", async () => {
    const server = await startRedis();
    try {
      const partner = await startPartner({ shape: "openai" });
      const config = `store:\n  type: redis\n  url: redis://127.0.0.1:${server.port}\n`;
      const [one, other] = [makeHome(), makeHome()];
      for (const home of [one, other]) home.write("config/closemask/config.yaml", config);
      const first = await startChat({ url: partner.url, home: one });
      await first.type(`to ${MAIL}`);
      await first.type("/mask Nightjar");
      await first.close();
      expect(server.cli("--scan", "--pattern", "*:t").trim()).not.toBe("");
      const second = await startChat({ url: partner.url, home: other, resume: true });
      expect(second.store.state.entries).toHaveLength(2);
      await second.type("and Nightjar");
      expect(lastText(partner.received.at(-1) ?? (undefined as never))).toMatch(/^and CUSTOMX\d{9}$/);
      expect(partner.everything()).not.toContain(MAIL);
      await second.close();
      const masked = await other.run(["mask", "--style", "word"], { input: "Nightjar" });
      expect(masked.stdout).toMatch(/^CUSTOMX\d{9}$/);
      expect((await one.run(["sessions", "purge", "default", "--yes"])).code).toBe(0);
      const third = await startChat({ url: partner.url, home: one, resume: true });
      expect(third.store.state.entries.filter(({ role }) => role !== "note")).toEqual([]);
      await third.close();
    } finally {
      await server.end();
    }
  });
});
