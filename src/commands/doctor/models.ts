import { ScoringKeeper } from "../../app/scoring/scoring-keeper.js";
import { readModelsInForce } from "../../app/models-in-force.js";
import type { Configuration } from "../../config/index.js";
import { SCORING_MODELS, type ScoringPin } from "../../domain/scoring.js";
import type { EventLog } from "../../ports/event-log.js";
import { sameOffset, START, type StateStore } from "../../ports/state-store.js";
import { placesOf, pinOf } from "../../worker/scoring-in-force.js";
import { describeError } from "../report.js";
import { type Check, failed, passed, warned } from "./check.js";

/** The models that score: can each promoted version be had, and does it score? */

/** Each version is read as a worker does: size, hash, features, and the kernel against TensorFlow.js. */
export async function checkModels({ models, scoring }: Configuration): Promise<Check[]> {
  if (!scoring.enabled) return [passed("scoring", "off")];
  const keeper = new ScoringKeeper(models);
  let pin: ScoringPin;
  try {
    pin = await keeper.current();
  } catch (error) {
    const { message, fix } = describeError(error);
    return [failed("scoring", message, fix)];
  }
  const places = placesOf(pin);
  const none = SCORING_MODELS.filter((model) => pin.current[model] === undefined);
  const checks = await Promise.all(
    places.map(async (place): Promise<Check> => {
      const name = `model ${place.model}`;
      const beside = place.side === "shadow" ? " in the shadow" : "";
      try {
        await keeper.prepare(pinOf([place]));
        return passed(name, `${place.version}${beside}`);
      } catch (error) {
        const { code, message, fix } = describeError(error);
        const problem = `${code}: ${place.version}${beside}: ${message}`;
        return place.side === "shadow" ? warned(name, problem, fix) : failed(name, problem, fix);
      }
    }),
  );
  return none.length === 0 ? checks : [...checks, passed("scoring", `none is promoted of ${none.join(", ")}`)];
}

/** What is promoted here against what the partitions score with. */
export async function checkInForce(
  { models, scoring }: Configuration,
  log: EventLog,
  state: StateStore,
): Promise<Check[]> {
  if (!scoring.enabled || !(await isAnythingApplied(log, state))) return [];
  const wanted = await new ScoringKeeper(models).current();
  const { scoring: current, shadow, differing } = await readModelsInForce(log, state);
  const scored = new Set(placesOf({ current, shadow }).map(nameOf));
  const missing = placesOf(wanted)
    .map(nameOf)
    .filter((name) => !scored.has(name));
  const fix = "start a worker (attune up) with this models folder; it warns of what it can't have";
  if (missing.length > 0) return [warned("models in force", `promoted and not in force: ${missing.join(", ")}`, fix)];
  if (differing.length > 0)
    return [warned("models in force", `partitions ${differing.join(", ")} have others in force`, fix)];
  return [passed("models in force", [...scored].join(", ") || "none")];
}

async function isAnythingApplied({ partitions }: EventLog, state: StateStore): Promise<boolean> {
  for (let partition = 0; partition < partitions; partition++)
    if (!sameOffset(await state.loadOffset(partition), START)) return true;
  return false;
}

function nameOf({ side, model, version }: ReturnType<typeof placesOf>[number]): string {
  return `${model} ${version}${side === "shadow" ? " in the shadow" : ""}`;
}
