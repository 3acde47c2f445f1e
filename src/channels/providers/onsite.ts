import { AttuneError, isAttuneError } from "../../domain/errors.js";
import type { Channel } from "../../domain/message.js";
import { isAnswer } from "../../domain/slot-answer.js";
import type { Attempt, ChannelAdapter, Outgoing } from "../../ports/channel.js";
import { onsiteSchema } from "./onsite-schema.js";
import { defineProvider, type InboxWriter } from "./provider.js";

/** Puts a message into its person's inbox; one that was the answer to a page that waited for it has arrived already. */
export const onsiteProvider = defineProvider({
  name: "onsite",
  channels: ["onsite"],
  schema: onsiteSchema,
  async open(_options, { channel, inbox }) {
    if (inbox === undefined) throw new AttuneError("ATTUNE_CONFIG_INVALID", `${channel}: this process has no inbox`);
    return new OnsiteAdapter(channel, inbox);
  },
});

class OnsiteAdapter implements ChannelAdapter {
  readonly channel: Channel;
  readonly endpoint = "inbox";
  /** A list holds a message once. */
  readonly isIdempotent = true;
  readonly #inbox: InboxWriter;

  constructor(channel: Channel, inbox: InboxWriter) {
    this.channel = channel;
    this.#inbox = inbox;
  }

  async deliver({ message, words }: Outgoing, signal: AbortSignal): Promise<Attempt> {
    if (isAnswer(message)) return { outcome: "sent", providerId: "answer" };
    if (signal.aborted) return { outcome: "retry", code: "inbox.aborted" };
    try {
      await this.#inbox.put(message.person, message, words);
    } catch (error) {
      if (isAttuneError(error, "ATTUNE_STATE_FULL")) return { outcome: "retry", code: "inbox.full" };
      if (isAttuneError(error, "ATTUNE_STATE_UNAVAILABLE")) return { outcome: "unknown", code: "inbox.unavailable" };
      throw error;
    }
    return { outcome: "sent", providerId: message.id };
  }

  /** The dispatcher's own store: where that can't be reached, nothing is delivered at all. */
  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}
