import { forgetDeliveries } from "../channels/dispatcher/index.js";
import type { Configuration } from "../config/index.js";
import { openState } from "./open-adapters.js";
import { openInbox } from "./open-inbox.js";

/**
 * Takes what is kept of an erased person (token) beside profile and log: deliveries, and what waits for them on the site. The suppression list stays: it
 * holds no address, and without it somebody who complained would be written to again. Opened for each erasure: they are few.
 */
export async function forgetPerson(
  configuration: Pick<Configuration, "state">,
  partitions: number,
  person: string,
): Promise<void> {
  const deliveries = await openState(configuration, { space: "deliveries" });
  try {
    await forgetDeliveries(deliveries, person);
  } finally {
    await deliveries.close();
  }
  const { inbox, close } = await openInbox(configuration, partitions, Date.now);
  try {
    await inbox.forget(person);
  } finally {
    await close();
  }
}
