import type { Channel, Message } from "../../domain/message.js";
import { DAY } from "../../domain/time.js";
import type { Claim, LinkSigner, Purpose } from "../../links/index.js";
import type { DispatcherSettings } from "../settings.js";

/** The addresses that one message carries; null where none is made. */
export interface MessageLinks {
  readonly unsubscribe: string | null;
  readonly preferences: string | null;
  readonly why: string | null;
  readonly open: string | null;
  /** The address by way of the counting one, where clicks on this channel are counted. */
  counted(target: string): string;
}

/** Who opens the preferences sees what is known of them: after so long a fresh message is asked for. Counted from the message's own end. */
const PERSONAL_PAGES_MS = 30 * DAY;
/** Where the message goes to the person and nobody else: what goes to a till, or stands on a page, carries no key to their data. */
const PERSONAL: ReadonlySet<Channel> = new Set(["email", "sms", "push"]);
/** Not text messages: a sealed address is longer than all the rest of one. On-site messages are counted by the page that shows them. */
const COUNTED: ReadonlySet<Channel> = new Set(["email", "push"]);

/** All of them are functions of the message, so that one that is rendered again has the same bytes. */
export function linksOf(
  message: Message,
  signer: LinkSigner | undefined,
  tracking: DispatcherSettings["tracking"],
): MessageLinks {
  const { person, channel, topic, id, expiresAt } = message;
  const about = { person, channel, message: id };
  const link = (purpose: Purpose, wanted: boolean, more: Partial<Claim> = {}): string | null =>
    signer === undefined || !wanted ? null : signer.url({ ...about, ...more, purpose });
  const isPersonal = PERSONAL.has(channel);
  const isCounted = signer !== undefined && tracking.clicks && COUNTED.has(channel);
  const expires = expiresAt + PERSONAL_PAGES_MS;
  return {
    unsubscribe: link("unsubscribe", isPersonal, { topic }),
    preferences: link("preferences", isPersonal, { expires }),
    why: link("why", isPersonal, { expires }),
    open: link("open", channel === "email" && tracking.opens),
    counted: (target) => (isCounted ? signer.url({ ...about, purpose: "click", target }) : target),
  };
}
