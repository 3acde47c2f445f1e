import type { SuppressionList } from "../../channels/suppression/index.js";
import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { Profile } from "../../engine/index.js";
import { addressOf } from "../people/address-of.js";

/**
 * Who complained and now agrees again in so many words is written to again. An address that doesn't exist stays where it is: only another one helps.
 * @throws AttuneError ATTUNE_STATE_UNAVAILABLE
 */
export async function comeBack(
  agreed: readonly Channel[],
  profile: Profile | undefined,
  context: Pick<EngineContext, "channels">,
  suppressions: Pick<SuppressionList, "find" | "remove">,
): Promise<void> {
  for (const channel of agreed) {
    const address = addressOf(profile, channel, context);
    if (address === undefined) continue;
    const found = await suppressions.find(channel, address);
    if (found?.reason === "complaint") await suppressions.remove(channel, address);
  }
}
