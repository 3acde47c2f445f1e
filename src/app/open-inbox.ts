import { Inbox } from "../channels/inbox/index.js";
import type { Configuration } from "../config/index.js";
import { openState } from "./open-adapters.js";

export interface OpenedInbox {
  readonly inbox: Inbox;
  close(): Promise<void>;
}

/** The inbox of one process: what puts messages in and what shows them share it, so that pages hear at once. `now`: ms since the epoch. */
export async function openInbox(
  configuration: Pick<Configuration, "state">,
  partitions: number,
  now: () => number,
): Promise<OpenedInbox> {
  const store = await openState(configuration, { space: "inbox" });
  return { inbox: new Inbox({ store, partitions, now }), close: () => store.close() };
}
