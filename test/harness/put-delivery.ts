import { openState } from "../../src/app/open-adapters.js";
import { propose } from "../../src/channels/dispatcher/changes.js";
import { partitionOfChannel } from "../../src/channels/dispatcher/delivery-book.js";
import { decodeTotals } from "../../src/channels/dispatcher/totals.js";
import type { Configuration } from "../../src/config/index.js";
import type { DeliveryState } from "../../src/domain/delivery.js";
import type { Message } from "../../src/domain/message.js";

const KEEP_MS = 86_400_000;

/** Notes what became of a message, as the channel's dispatcher would have. */
export async function putDelivery(
  configuration: Pick<Configuration, "state">,
  message: Pick<Message, "id" | "person" | "channel" | "action" | "time" | "expiresAt">,
  state: DeliveryState,
): Promise<void> {
  const store = await openState(configuration, { space: "deliveries" });
  try {
    const { id, person, channel, action, time, expiresAt } = message;
    const partition = partitionOfChannel(channel);
    const offset = await store.loadOffset(partition);
    const totals = decodeTotals(await store.loadTotals(partition));
    const base = { partition, offset, totals, keepMs: KEEP_MS };
    const delivery = { message: id, person, channel, action, state, attempts: 1, at: time, notBefore: time, expiresAt };
    const record = { ...delivery, code: "", providerId: "", seq: 1, bytes: undefined, doubt: false };
    const plan = () => new Map([[id, { record }]]);
    const { commit } = await propose(store, base, [id], plan);
    if ((await store.commit(commit)) !== "committed") throw new Error("somebody else was faster");
  } finally {
    await store.close();
  }
}
