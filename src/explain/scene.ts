import type { EngineContext } from "../domain/context.js";
import type { Decision } from "../domain/decision.js";
import type { PersonEvent } from "../domain/event.js";
import type { PersonKey } from "../domain/person.js";
import type { PartitionView } from "../domain/step.js";
import { createEngine, editProfile, type Profile } from "../engine/index.js";
import { applyToContext, applyToProfile, type Change } from "./change.js";

/**
 * One decision, ready to be made again: the profile as it was, the event, and the context with its population. Making it again is the
 * engine's own step, so what an explanation claims is what the engine does.
 */
export interface Scene {
  readonly person: PersonKey;
  readonly profile: Profile | undefined;
  readonly event: PersonEvent;
  readonly context: EngineContext;
  /** Which decision of the step: its id hangs on person, occasion and cause alone, so it keeps it whatever is changed. */
  readonly decision: string;
  /** Coupon pools of which no code was left. How many others were given is no part of a scene: a code may read otherwise, a choice doesn't hang on it. */
  readonly usedUp: ReadonlySet<string>;
}

function partitionOf(usedUp: ReadonlySet<string>): PartitionView {
  const statistic = (group: string, key: string): number =>
    group === "coupons" && usedUp.has(key) ? Number.MAX_SAFE_INTEGER : 0;
  return { partition: 0, partitions: 1, statistic };
}

/** The decision as it comes out with these things changed; undefined when it isn't made at all then. Pure. */
export function rerun(scene: Scene, changes: readonly Change[] = []): Decision | undefined {
  const { person, event } = scene;
  const context = changes.reduce(applyToContext, scene.context);
  const profile = editProfile(scene.profile, person, (draft) => {
    for (const change of changes) applyToProfile(draft, change, event.time);
  });
  const usedUp = new Set(scene.usedUp);
  for (const change of changes) if (change.kind === "coupons") usedUp.delete(change.pool);
  const { effects } = createEngine(context).step(profile, event, partitionOf(usedUp));
  for (const effect of effects) {
    if (effect.kind === "decision" && effect.decision.id === scene.decision) return effect.decision;
  }
  return undefined;
}
