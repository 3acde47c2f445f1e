import type { ActionFile } from "../schema/action.js";
import type { PoliciesFile } from "../schema/policies.js";
import type { SegmentsFile } from "../schema/segments.js";
import type { PartialSources } from "../sources.js";
import type { Path, YamlFile } from "../yaml-file.js";

/** Every condition of a folder, with its place. */
export interface Condition {
  readonly file: YamlFile;
  readonly path: Path;
  readonly source: string;
  /** Of an action or a policy: what segments the person is in, and the event at hand, may be asked. */
  readonly segmentsAllowed: boolean;
}

type Place = readonly [path: Path, source: string];

export function conditionsOf({ segments, policies, actions }: PartialSources): Condition[] {
  const found: Condition[] = [];
  const take = (file: YamlFile, places: readonly Place[], segmentsAllowed: boolean): void => {
    for (const [path, source] of places) found.push({ file, path, source, segmentsAllowed });
  };
  if (segments !== undefined) take(segments.file, inSegments(segments.value), false);
  if (policies !== undefined) take(policies.file, inPolicies(policies.value), true);
  for (const { file, value } of actions) take(file, inAction(value), true);
  return found;
}

function inSegments({ segments, personas }: SegmentsFile): Place[] {
  return [
    ...segments.map(({ when }, i): Place => [["segments", i, "when"], when]),
    ...personas.map(({ when }, i): Place => [["personas", i, "when"], when]),
  ];
}

function inPolicies({ engagement, arbitration }: PoliciesFile): Place[] {
  return [
    ...engagement.map(({ when }, i): Place => [["engagement", i, "when"], when]),
    ...arbitration.weights.map(({ when }, i): Place => [["arbitration", "weights", i, "when"], when]),
  ];
}

function inAction(action: ActionFile): Place[] {
  const places: Place[] = [];
  if (action.trigger.when !== undefined) places.push([["trigger", "when"], action.trigger.when]);
  for (const stage of ["eligibility", "applicability", "suitability"] as const) {
    for (const [i, rule] of action[stage].entries()) {
      places.push(typeof rule === "string" ? [[stage, i], rule] : [[stage, i, "when"], rule.when]);
    }
  }
  return places;
}
