import type { EngineContext } from "../../domain/context.js";
import type { Channel } from "../../domain/message.js";
import type { Profile } from "../../engine/index.js";

/** Where a person is reached on a channel, as their profile has it; undefined where the channel needs no address, or none is known. */
export function addressOf(
  profile: Profile | undefined,
  channel: Channel,
  { channels }: Pick<EngineContext, "channels">,
): string | undefined {
  const trait = channels.get(channel)?.addressTrait;
  const address = profile?.read("traits").find(({ key }) => key === trait)?.value;
  return typeof address === "string" ? address : undefined;
}
