import type { EngineContext } from "../../../domain/context.js";
import { movedHour } from "../../../domain/hours-of-week.js";
import type { Attention, View } from "../../../domain/profile.js";
import { decay } from "../../../domain/time.js";
import { HOURS_OF_WEEK } from "../../../domain/timing.js";

/** Responses and exposures add as of the later of the two moments. `moved`: how many minutes the receiver's clock is ahead of the giver's. */
export function mergeAttention(into: Attention, from: View<Attention>, moved: number, { timing }: EngineContext): void {
  const at = Math.max(into.at, from.at);
  const sums = new Map<number, readonly [responses: number, exposures: number]>();
  const add = ({ keys, responses, exposures }: View<Attention>, by: number, factor: number): void =>
    keys.forEach((key, i) => {
      const hour = key % HOURS_OF_WEEK;
      const local = key - hour + movedHour(hour, by);
      const [response, exposure] = sums.get(local) ?? [0, 0];
      sums.set(local, [response + (responses[i] as number) * factor, exposure + (exposures[i] as number) * factor]);
    });
  add(into, 0, decay(at - into.at, timing.recipe.halfLifeMs));
  add(from, moved, decay(at - from.at, timing.recipe.halfLifeMs));
  const entries = [...sums].sort(([a], [b]) => a - b);
  into.at = at;
  into.keys = entries.map(([key]) => key);
  into.responses = entries.map(([, [responses]]) => Math.fround(responses));
  into.exposures = entries.map(([, [, exposures]]) => Math.fround(exposures));
  if (from.clickedAt <= into.clickedAt) return;
  into.clickedMessage = from.clickedMessage;
  into.clickedLink = from.clickedLink;
  into.clickedAt = from.clickedAt;
}
