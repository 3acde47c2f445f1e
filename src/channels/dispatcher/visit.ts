import { type Delivery, isFinal } from "../../domain/delivery.js";
import { CHANNELS, type Channel } from "../../domain/message.js";
import type { StateStore } from "../../ports/state-store.js";
import { loadRecords, type Plan, propose } from "./changes.js";
import { partitionOfChannel } from "./delivery-book.js";
import { decodeList, decodeRecord, deliveryOf, type DeliveryRecord, isRecordKey, listKey } from "./record.js";
import { decodeTotals, type DeliveryTotals } from "./totals.js";

/** Reading and changing deliveries beside their dispatcher: the API, commands, erasure. `store` is the space "deliveries". */

type Reading = Pick<StateStore, "loadProfiles">;

/** A visitor that meets a busy dispatcher tries again so often. */
const ATTEMPTS = 1_000;
const PAUSE_MOST_MS = 20;

/** The delivery of a message, with what only the dispatcher needs. */
export async function recordOf(store: Reading, message: string): Promise<DeliveryRecord | undefined> {
  const found = await Promise.all(
    CHANNELS.map((channel) => loadRecords(store, partitionOfChannel(channel), [message])),
  );
  return found.find((held) => held.size > 0)?.get(message);
}

/** What became of a message. */
export async function one(store: Reading, message: string): Promise<Delivery | undefined> {
  const record = await recordOf(store, message);
  return record === undefined ? undefined : deliveryOf(record);
}

/** What became of a person's messages, on all channels, the oldest first. */
export async function deliveriesOf(store: Reading, personToken: string): Promise<Delivery[]> {
  const found = await Promise.all(
    CHANNELS.map(async (channel) => {
      const partition = partitionOfChannel(channel);
      const [list] = await store.loadProfiles(partition, [listKey(personToken)]);
      return [...(await loadRecords(store, partition, decodeList(list))).values()];
    }),
  );
  return found
    .flat()
    .map(deliveryOf)
    .toSorted((a, b) => a.at - b.at);
}

/** Every delivery that is kept, in no order. */
export async function* allDeliveries(store: Pick<StateStore, "scanProfiles">): AsyncGenerator<Delivery> {
  for (const channel of CHANNELS) {
    for await (const chunk of store.scanProfiles(partitionOfChannel(channel)))
      for (const [key, bytes] of chunk) if (isRecordKey(key)) yield deliveryOf(decodeRecord(bytes));
  }
}

/** How many deliveries there are, by channel and state. */
export async function deliveryTotals(
  store: Pick<StateStore, "loadTotals">,
): Promise<ReadonlyMap<Channel, DeliveryTotals["counts"]>> {
  const totals = await Promise.all(CHANNELS.map((channel) => store.loadTotals(partitionOfChannel(channel))));
  return new Map(CHANNELS.map((channel, i) => [channel, decodeTotals(totals[i]).counts]));
}

/** Forgets everything of a person: what waited isn't sent any more, what is under way leaves nothing behind. */
export async function forgetDeliveries(store: StateStore, personToken: string): Promise<void> {
  for (const channel of CHANNELS) {
    const listed = async (): Promise<string[]> => {
      const [list] = await store.loadProfiles(partitionOfChannel(channel), [listKey(personToken)]);
      return decodeList(list);
    };
    await visit(store, channel, 0, listed, (held) => new Map([...held.keys()].map((id) => [id, { record: null }])));
  }
}

/** Queues a delivery that ended without being sent once more, with its message from the log. `keepMs`: the channel's. @returns whether there was one */
export async function queueAgain(
  store: StateStore,
  { message, channel }: Pick<Delivery, "message" | "channel">,
  bytes: Uint8Array,
  how: { readonly now: number; readonly keepMs: number },
): Promise<boolean> {
  let isQueued = false;
  await visit(
    store,
    channel,
    how.keepMs,
    async () => [message],
    (held) => {
      const record = held.get(message);
      isQueued = record !== undefined && isFinal(record.state) && record.state !== "sent";
      if (record === undefined || !isQueued) return new Map();
      const again = {
        ...record,
        state: "queued",
        attempts: 0,
        at: how.now,
        notBefore: how.now,
        code: "",
        bytes,
      } as const;
      return new Map([[message, { record: again }]]);
    },
  );
  return isQueued;
}

async function visit(
  store: StateStore,
  channel: Channel,
  keepMs: number,
  list: () => Promise<readonly string[]>,
  plan: Plan,
): Promise<void> {
  const partition = partitionOfChannel(channel);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const offset = await store.loadOffset(partition);
    const totals = decodeTotals(await store.loadTotals(partition));
    const messages = await list();
    const base = { partition, offset, totals, keepMs };
    const { commit, changes } = await propose(store, base, messages, plan);
    if (changes.size === 0 || (await store.commit(commit)) === "committed") return;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MOST_MS));
  }
  throw new Error(`${channel}'s deliveries could not be changed: their dispatcher was always faster`);
}
