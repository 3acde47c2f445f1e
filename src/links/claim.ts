import { type Channel, CHANNELS } from "../domain/message.js";
import { isPersonKey, type PersonKey } from "../domain/person.js";

/** What a link is for. A token of one purpose opens nothing else. */
export const PURPOSES = ["unsubscribe", "preferences", "why", "click", "open"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What a link says of whoever follows it. */
export interface Claim {
  readonly purpose: Purpose;
  readonly person: PersonKey;
  readonly channel?: Channel;
  readonly topic?: string;
  readonly message?: string;
  /** click: where it leads. */
  readonly target?: string;
  /** From then on it opens nothing, ms since the epoch; left out: never. */
  readonly expires?: number;
}

/** Short, as it goes into every address: a list whose places are fixed, without the empty ones at its end. */
export function encodeClaim({ person, channel, topic, message, target, expires }: Claim): Buffer {
  const fields = [person, channel === undefined ? null : CHANNELS.indexOf(channel), topic, message, target, expires];
  const end = fields.findLastIndex((field) => field !== undefined && field !== null) + 1;
  return Buffer.from(JSON.stringify(fields.slice(0, end)), "utf8");
}

/** undefined where the bytes are no claim. Only for what a key of ours has sealed. */
export function decodeClaim(purpose: Purpose, bytes: Buffer): Claim | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [person, place, topic, message, target, expires] = fields as unknown[];
  if (typeof person !== "string" || !isPersonKey(person)) return undefined;
  const channel = typeof place === "number" ? CHANNELS[place] : undefined;
  return {
    purpose,
    person,
    ...(channel === undefined ? {} : { channel }),
    ...(typeof topic === "string" ? { topic } : {}),
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof target === "string" ? { target } : {}),
    ...(typeof expires === "number" ? { expires } : {}),
  };
}
