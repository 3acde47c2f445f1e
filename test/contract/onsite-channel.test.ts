import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedStateStore } from "../../src/adapters/embedded/embedded-state-store.js";
import { Inbox } from "../../src/channels/inbox/index.js";
import { openAdapter } from "../harness/open-adapter.js";
import { channelContract } from "./channel.contract.js";

const PARTITIONS = 4;

channelContract("onsite", { meetings: [], saysWhen: false }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "attune-inbox-"));
  const store = await openEmbeddedStateStore({ folder, space: "inbox" });
  const inbox = new Inbox({ store, partitions: PARTITIONS, now: Date.now });
  return {
    adapter: await openAdapter("onsite", {}, { inbox }),
    channel: "onsite",
    address: undefined,
    badAddresses: [],
    meet: () => undefined,
    taken: async () => (await inbox.list("u:ann")).map(({ message }) => ({ id: message.id, text: message.text })),
    openUnreachable: async () => undefined,
    stop: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
