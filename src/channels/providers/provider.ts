import type { Static, TObject } from "@sinclair/typebox";
import type { Channel, Message } from "../../domain/message.js";
import type { PersonKey } from "../../domain/person.js";
import type { ChannelAdapter, Words } from "../../ports/channel.js";

/**
 * A kind of way out, by name: `channels.<channel>.delivery.adapter` of attune.yaml. A new one is a file with its adapter, a file with its schema beside it,
 * a line in index.ts and a run of test/contract/channel.contract.ts.
 */
export interface Provider {
  readonly name: string;
  /** The channels whose messages it can carry. */
  readonly channels: readonly Channel[];
  /** Of its options. What is secret is marked `writeOnly`. */
  readonly schema: TObject;
  /**
   * @param options as the schema checked them, its defaults filled in
   * @throws AttuneError ATTUNE_CONFIG_INVALID where they can't work together; a server that can't be reached is no reason
   */
  open(options: Readonly<Record<string, unknown>>, tools: ProviderTools): Promise<ChannelAdapter>;
}

export interface ProviderTools {
  readonly channel: Channel;
  /** One attempt is given up after this long, ms. */
  readonly timeoutMs: number;
  /** Where on-site messages wait for their person; undefined where this process has none. */
  readonly inbox: InboxWriter | undefined;
}

/** Where messages are put that a page fetches (channels/inbox). */
export interface InboxWriter {
  put(person: PersonKey, message: Message, words: Words): Promise<void>;
}

/** A provider whose `open` sees its options by their schema's types. */
export function defineProvider<S extends TObject>(provider: {
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly schema: S;
  readonly open: (options: Static<S>, tools: ProviderTools) => Promise<ChannelAdapter>;
}): Provider {
  return { ...provider, open: (options, tools) => provider.open(options, tools) };
}
