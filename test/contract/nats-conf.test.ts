import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, describe, expect, it } from "vitest";
import { openNatsEventLog } from "../../src/adapters/nats/nats-event-log.js";
import { partitionOfToken, personToken } from "../../src/domain/person.js";
import { natsServerBinary, newestNatsServerBinary, startNats } from "../harness/servers.js";

const CONFIG = new URL("../../config/nats.conf", import.meta.url).pathname;
/** The number that config/nats.conf maps to: the default. */
const PARTITIONS = 16;
const passwords = {
  ATTUNE_NATS_PASSWORD: "attune-secret",
  SITE_NATS_PASSWORD: "site-secret",
  EMAIL_NATS_PASSWORD: "email-secret",
};

const servers = [
  { what: "nats-server", how: "npm run servers", bin: natsServerBinary() },
  { what: "newest nats-server", how: "npm run servers -- --newest", bin: newestNatsServerBinary() },
];

for (const { what, how, bin } of servers) {
  const reason = bin === undefined ? ` (skipped: ${what} not found: ${how})` : "";
  describe.skipIf(bin === undefined)(`config/nats.conf on ${what}${reason}`, { timeout: 30_000 }, () => {
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    /** The file itself; for 2.9, a copy without the one key that it says to take out there. */
    async function configFor(binary: string): Promise<string> {
      if (!execFileSync(binary, ["--version"], { encoding: "utf8" }).includes("v2.9.")) return CONFIG;
      const dir = await mkdtemp(join(tmpdir(), "attune-nats-conf-"));
      closing.push(() => rm(dir, { recursive: true }));
      const copy = join(dir, "nats.conf");
      await writeFile(copy, (await readFile(CONFIG, "utf8")).replace(/^ *sync_interval:.*$/m, ""));
      return copy;
    }

    async function serve() {
      Object.assign(process.env, passwords);
      const server = await startNats({ bin: bin ?? "", config: await configFor(bin ?? "") });
      closing.push(() => server.stop());
      const as = async (user: string, pass: string) => {
        const nc = await connect({ servers: `127.0.0.1:${server.port}`, user, pass });
        closing.push(() => nc.close());
        return nc;
      };
      const url = server.url.replace("//", `//attune:${passwords.ATTUNE_NATS_PASSWORD}@`);
      const log = await openNatsEventLog({ url, partitions: PARTITIONS });
      closing.push(() => log.close());
      return { as, log };
    }

    it("maps a direct publisher's person to the partition that Attune computes", async () => {
      const { as, log } = await serve();
      const site = await as("site", passwords.SITE_NATS_PASSWORD);
      const tokens = Array.from({ length: 300 }, (_, i) =>
        personToken(i % 2 === 0 ? `u:person ${i}@example.com` : `a:é漢字/${i}.*>`),
      );
      const answers = await Promise.all(
        tokens.map(async (token) =>
          (await site.request(`attune.in.${token}`, token, { timeout: 5_000 })).json<{ stream: string }>(),
        ),
      );
      expect(answers.map(({ stream }) => stream)).toEqual(
        tokens.map((token) => `ATTUNE_EVENTS_${partitionOfToken(token, PARTITIONS)}`),
      );
      expect(new Set(answers.map(({ stream }) => stream)).size).toBe(PARTITIONS);
      const record = await log.at("events", partitionOfToken(tokens[0] ?? "", PARTITIONS), 1);
      expect(record?.internal).toBe(false);
    });

    it("lets a site publish events, and nothing else", async () => {
      const { as, log } = await serve();
      const site = await as("site", passwords.SITE_NATS_PASSWORD);
      const refused: string[] = [];
      void (async () => {
        for await (const status of site.status()) if (status.type === "error") refused.push(status.error.message);
      })();
      const forbidden = [
        "attune.events.3.internal",
        "attune.in.token.internal",
        "attune.actions.email.3",
        "attune.decisions.3",
        "attune.dead.3",
        "attune.items.0",
        "$JS.API.STREAM.DELETE.ATTUNE_EVENTS_3",
        "$KV.ATTUNE_CONTEXT.context.models",
      ];
      for (const subject of forbidden) site.publish(subject, "x");
      await site.flush();
      for (let i = 0; i < 100 && refused.length < forbidden.length; i++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(refused.map((message) => /"([^"]+)"/.exec(message)?.[1]).sort()).toEqual([...forbidden].sort());
      expect((await log.bounds("events", 3)).count).toBe(0);
      expect((await log.bounds("actions")).count).toBe(0);
    });

    it("lets a channel service pull its messages, and no events", async () => {
      const { as, log } = await serve();
      const attune = await as("attune", passwords.ATTUNE_NATS_PASSWORD);
      const manager = await jetstreamManager(attune);
      await manager.consumers.add("ATTUNE_ACTIONS", {
        durable_name: "email",
        filter_subject: "attune.actions.email.*",
        ack_policy: "explicit",
      });
      await log.append([{ topic: "actions", channel: "email", partition: 2, id: "m1", payload: Buffer.from("hello") }]);
      const email = await as("email", passwords.EMAIL_NATS_PASSWORD);
      const message = await email.request("$JS.API.CONSUMER.MSG.NEXT.ATTUNE_ACTIONS.email", "1", {
        timeout: 5_000,
        noMux: true,
      });
      expect(message.string()).toBe("hello");
      expect(message.respond("+ACK")).toBe(true);
      const api = await jetstreamManager(email, { checkAPI: false, timeout: 500 });
      await expect(api.streams.getMessage("ATTUNE_EVENTS_0", { seq: 1 })).rejects.toThrow();
    });
  });
}
