import type { ConfigProblem } from "../problems.js";
import type { LoyaltyFile } from "../schema/loyalty.js";
import type { Source } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** loyalty.yaml: tiers have names of their own and rise. */
export function checkLoyalty({ value: { tiers }, file }: Source<LoyaltyFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  mistakes.repeated(
    tiers.map(({ id }) => id),
    "tier",
    (i) => ["tiers", i, "id"],
  );
  for (const [i, { id, points }] of tiers.entries()) {
    const below = tiers[i - 1];
    if (below === undefined || points > below.points) continue;
    const message = `tiers rise: ${id} begins at ${points} points, ${below.id} before it at ${below.points}`;
    mistakes.add("ATTUNE_CONFIG_RANGE", ["tiers", i, "points"], message);
  }
  return mistakes.found;
}
