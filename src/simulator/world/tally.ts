import { CHANNELS, type Channel } from "../../domain/message.js";
import type { Sent } from "./sender.js";

/** What came of it with one person, while it was measured. */
export interface Tally {
  /** Messages by channel; what was shown on the site stands under `onsite`. */
  readonly sent: Record<Channel, number>;
  readonly opened: Record<Channel, number>;
  readonly clicked: Record<Channel, number>;
  /** Channels left. */
  readonly left: Record<Channel, number>;
  orders: number;
  revenue: number;
  /** By what was said and how: "<action>/<channel>". */
  readonly actions: Map<string, { sent: number; clicked: number; left: number; revenue: number }>;
}

export function newTally(): Tally {
  const none = (): Record<Channel, number> =>
    Object.fromEntries(CHANNELS.map((channel) => [channel, 0])) as Record<Channel, number>;
  return {
    sent: none(),
    opened: none(),
    clicked: none(),
    left: none(),
    orders: 0,
    revenue: 0,
    actions: new Map(),
  };
}

export function actionOf(tally: Tally, { action, channel }: Pick<Sent, "action" | "channel">) {
  const name = `${action}/${channel}`;
  let found = tally.actions.get(name);
  if (found === undefined) tally.actions.set(name, (found = { sent: 0, clicked: 0, left: 0, revenue: 0 }));
  return found;
}
