import type { ConfigProblem } from "../problems.js";
import type { Sources } from "../sources.js";
import { Mistakes } from "./mistakes.js";

/** The bounds of a profile hold what the policies count on (attune.yaml: engine.limits). */
export function checkLimits({ settings, segments, policies, experiments }: Sources): ConfigProblem[] {
  const mistakes = new Mistakes(settings.file);
  const { limits } = settings.value.engine;
  const least = (name: keyof typeof limits, needed: number, why: string): void => {
    if (limits[name] >= needed) return;
    mistakes.add("ATTUNE_CONFIG_RANGE", ["engine", "limits", name], `${name} must be at least ${needed}, ${why}`);
  };
  // A cap is held by remembering the messages that it counts (invariant 4).
  const caps = [...Object.values(settings.value.channels).map(({ cap }) => cap), ...policies.value.contact.caps];
  const counted = caps.reduce((sum, { count }) => sum + count, 0);
  least("contacts", counted, "the sum of the channels' caps and those of policies.yaml");
  const { segments: all, personas } = segments.value;
  least("segments", all.length + Math.min(1, personas.length), "so many one person can be in (segments.yaml)");
  least("trials", experiments.value.experiments.length, "the number of experiments (experiments.yaml)");
  return mistakes.found;
}
