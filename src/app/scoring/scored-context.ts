import type { EngineContext } from "../../domain/context.js";
import type { ScoringSource } from "../../domain/scoring.js";
import { ScoringInForce } from "../../worker/scoring-in-force.js";
import { scoringOf } from "../../worker/statistics.js";

/** The context with the models that statistics name as in force, as far as they can be had. */
export async function scoredContext(
  context: EngineContext,
  statistics: ReadonlyMap<string, Uint8Array>,
  source: ScoringSource | undefined,
): Promise<EngineContext> {
  const pin = scoringOf(statistics);
  if (pin === undefined || source === undefined) return context;
  const inForce = new ScoringInForce(source);
  await inForce.resolve(pin);
  return { ...context, scoring: inForce.enter(pin).scoring };
}
