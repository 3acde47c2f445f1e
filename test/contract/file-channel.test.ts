import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import type { Channel } from "../../src/domain/message.js";
import { openAdapter } from "../harness/open-adapter.js";
import { channelContract } from "./channel.contract.js";

const READERS: readonly { channel: Channel; address: string | undefined; read: (file: Buffer) => Promise<string> }[] = [
  { channel: "email", address: "ann@example.com", read: async (file) => (await PostalMime.parse(file)).text ?? "" },
  { channel: "sms", address: "+4915112345678", read: async (file) => file.toString() },
  { channel: "push", address: "{}", read: async (file) => (JSON.parse(file.toString()) as { text: string }).text },
];

for (const { channel, address, read } of READERS)
  channelContract(`file, ${channel}`, { meetings: [], saysWhen: false }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "attune-outbox-"));
    const open = (where: string) => openAdapter("file", { folder: where }, { channel });
    return {
      adapter: await open(folder),
      channel,
      address,
      badAddresses: channel === "email" ? ["", "ann", "a@b.de, eve@example.com"] : [],
      meet: () => undefined,
      taken: async () => {
        const names = await readdir(join(folder, channel)).catch(() => []);
        return await Promise.all(
          names.map(async (name) => ({
            id: name.replace(/\.[a-z]+$/, ""),
            text: await read(await readFile(join(folder, channel, name))),
          })),
        );
      },
      openUnreachable: async () => {
        await writeFile(join(folder, "no-folder"), "");
        return await open(join(folder, "no-folder"));
      },
      stop: () => rm(folder, { recursive: true }),
    };
  });
