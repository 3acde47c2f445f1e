import { access, constants, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import { type Channel, CHANNELS } from "../../domain/message.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { isEmailAddress } from "./email-address.js";
import { EmailComposer } from "./email-composer.js";
import { fileSchema } from "./file-schema.js";
import { messageJson } from "./message-json.js";
import { defineProvider } from "./provider.js";
import { withLink } from "./words.js";

/** What a file may be called: a message's id, on any file system. */
const NAME = /^[A-Za-z0-9_][\w.-]{0,180}$/;

/** Writes what would leave into a folder: a mail as .eml, a text message as .txt, everything else as .json. The same message is the same file. */
export const fileProvider = defineProvider({
  name: "file",
  channels: CHANNELS,
  schema: fileSchema,
  open: async (options, { channel }) => {
    const folder = path.resolve(options.folder, channel);
    const composer = channel === "email" ? new EmailComposer("file", options) : undefined;
    return new FileAdapter({ channel, folder, most: options.most, composer });
  },
});

interface Parts {
  readonly channel: Channel;
  readonly folder: string;
  readonly most: number;
  /** For e-mail. */
  readonly composer: EmailComposer | undefined;
}

class FileAdapter implements ChannelAdapter {
  readonly channel: Channel;
  readonly endpoint: string;
  readonly isIdempotent = true;
  readonly #parts: Parts;
  /** Names of the folder, the oldest first; read at the first message. */
  #names: Promise<Set<string>> | undefined;

  constructor(parts: Parts) {
    this.channel = parts.channel;
    this.endpoint = `file:${parts.folder}`;
    this.#parts = parts;
  }

  async deliver(outgoing: Outgoing, signal: AbortSignal): Promise<Attempt> {
    if (signal.aborted) return { outcome: "retry", code: "file.aborted" };
    const { id } = outgoing.message;
    if (!NAME.test(id)) return { outcome: "rejected", code: "file.name" };
    const content = await this.#content(outgoing);
    if (content === undefined) return { outcome: "rejected", code: "address.invalid", failure: "hard-bounce" };
    try {
      await this.#write(`${id}.${ENDINGS[this.channel]}`, content);
    } catch {
      return { outcome: "retry", code: "file.unwritable" };
    }
    return { outcome: "sent", providerId: id };
  }

  async ping(): Promise<void> {
    try {
      await mkdir(this.#parts.folder, { recursive: true });
      await access(this.#parts.folder, constants.W_OK);
    } catch (cause) {
      throw new AttuneError("ATTUNE_CHANNEL_UNAVAILABLE", `${this.endpoint} can't be written`, { cause });
    }
  }

  async close(): Promise<void> {
    this.#parts.composer?.close();
  }

  async #content(outgoing: Outgoing): Promise<Buffer | string | undefined> {
    const { address, words } = outgoing;
    const { composer } = this.#parts;
    if (composer !== undefined)
      return address !== undefined && isEmailAddress(address) ? await composer.compose(outgoing, address) : undefined;
    if (this.channel === "sms") return `To: ${address ?? ""}\n\n${withLink(words, " ")}\n`;
    return `${JSON.stringify(messageJson(outgoing), undefined, 2)}\n`;
  }

  /** Whole or not at all: a reader never sees half a file. */
  async #write(name: string, content: Buffer | string): Promise<void> {
    const { folder, most } = this.#parts;
    const names = await this.#known();
    const half = path.join(folder, `.${name}.part`);
    await writeFile(half, content);
    await rename(half, path.join(folder, name));
    names.add(name);
    for (const oldest of names) {
      if (names.size <= most) break;
      names.delete(oldest);
      await rm(path.join(folder, oldest), { force: true });
    }
  }

  #known(): Promise<Set<string>> {
    this.#names ??= list(this.#parts.folder).catch((error: unknown) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }
}

const ENDINGS: Readonly<Record<Channel, string>> = {
  email: "eml",
  sms: "txt",
  push: "json",
  onsite: "json",
  webhook: "json",
};

async function list(folder: string): Promise<Set<string>> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: await writtenAt(path.join(folder, name)) })));
  return new Set(aged.sort((a, b) => a.at - b.at).map(({ name }) => name));
}

/** 0 where somebody took it away meanwhile. */
function writtenAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
