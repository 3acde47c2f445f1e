import type { Occasion } from "../../domain/action.js";
import { KNOWN_EVENTS, canonicalEventName, isKnownEvent } from "../../domain/vocabulary.js";
import { toMs } from "../check.js";
import type { ConfigProblem } from "../problems.js";
import { problem } from "../problems.js";
import { leastCoolDown } from "../normalise/actions.js";
import { momentIn } from "../normalise/dates.js";
import type { ActionFile } from "../schema/action.js";
import type { Source } from "../sources.js";
import { nearest } from "../spelling.js";
import type { Path } from "../yaml-file.js";
import { checkEventAtHand } from "./event-at-hand.js";
import { Mistakes } from "./mistakes.js";
import { checkTreatment } from "./treatment.js";

/** actions/*.yaml: rules within one action. */
export function checkAction({ value: action, file }: Source<ActionFile>): ConfigProblem[] {
  const mistakes = new Mistakes(file);
  checkTrigger(action, mistakes);
  if (action.coolDown !== undefined) checkCoolDown(action.trigger.occasion, action.coolDown, ["coolDown"], mistakes);
  checkValid(action, mistakes);
  if (action.goal !== undefined) checkEventName(action.goal.event, ["goal", "event"], mistakes);
  checkSteps(action, mistakes);
  checkEventAtHand(action, mistakes);
  for (const stage of ["eligibility", "applicability", "suitability"] as const) {
    const ids = action[stage].map((rule, i) => (typeof rule === "string" ? `${stage}-${i + 1}` : rule.id));
    mistakes.repeated(ids, "rule", (i) => [stage, i, "id"]);
  }
  const treatments = treatmentsOf(action);
  mistakes.repeated(
    treatments.map(({ treatment }) => treatment.id),
    "treatment",
    (i) => [...(treatments[i]?.path ?? []), "id"],
  );
  for (const { treatment, path } of treatments) checkTreatment(treatment, path, action, mistakes);
  return mistakes.found;
}

/** All of an action's treatments, those of its steps too, with their places. */
export function treatmentsOf(action: ActionFile) {
  return [
    ...action.treatments.map((treatment, i) => ({ treatment, path: ["treatments", i] as Path })),
    ...action.steps.flatMap(({ treatments }, step) =>
      treatments.map((treatment, i) => ({ treatment, path: ["steps", step, "treatments", i] as Path })),
    ),
  ];
}

/** The same action in two files. */
export function checkActionNames(actions: readonly Source<ActionFile>[]): ConfigProblem[] {
  const seen = new Map<string, string>();
  return actions.flatMap(({ value, file }) => {
    const earlier = seen.get(value.action);
    seen.set(value.action, earlier ?? file.file);
    if (earlier === undefined) return [];
    const message = `the action "${value.action}" stands in ${earlier} already`;
    return [problem("ATTUNE_CONFIG_DUPLICATE_ID", file.placeOf(["action"]), message)];
  });
}

const MINUTE = 60_000;
/** Occasions that are a silence, and how short it may be. */
const LEAST_WAIT: Partial<Record<Occasion, readonly [ms: number, text: string]>> = {
  "cart-abandoned": [MINUTE, "1 min"],
  "browse-abandoned": [MINUTE, "1 min"],
  "form-abandoned": [MINUTE, "1 min"],
  "saved-reminder": [60 * MINUTE, "1 h"],
};
/** Occasions that are of one kind only. */
const WITHOUT_KINDS: ReadonlySet<Occasion> = new Set([
  "cart-abandoned",
  "browse-abandoned",
  "frequent-browsing",
  "order-placed",
  "next-order-due",
  "churn-risk",
  "saved-reminder",
  "birthday",
  "visit",
]);

export function checkWait(occasion: Occasion, wait: string, path: Path, mistakes: Mistakes): void {
  const [least, text] = LEAST_WAIT[occasion] ?? [0, ""];
  if (toMs(wait) < least) {
    const message = `${occasion} is a silence: wait must be at least ${text}, it is ${wait}`;
    mistakes.add("ATTUNE_CONFIG_DURATION", path, message);
  }
  if (occasion === "slot-requested" && toMs(wait) > 0) {
    mistakes.add("ATTUNE_CONFIG_POLICY", path, "a page waits for what stands in its slot: wait must be 0 s");
  }
}

export function checkCoolDown(occasion: Occasion, coolDown: string, path: Path, mistakes: Mistakes): void {
  const least = leastCoolDown(occasion);
  if (toMs(coolDown) >= toMs(least)) return;
  const message = `no cap holds back what is asked for: coolDown must be at least ${least}, it is ${coolDown}`;
  mistakes.add("ATTUNE_CONFIG_DURATION", path, message);
}

function checkTrigger({ trigger }: ActionFile, mistakes: Mistakes): void {
  const { occasion, of, wait, cancel } = trigger;
  checkWait(occasion, wait, ["trigger", "wait"], mistakes);
  if (occasion === "order-placed" && cancel.length > 0) {
    mistakes.add("ATTUNE_CONFIG_VALUE", ["trigger", "cancel"], "an order that was placed can't be cancelled");
  }
  if (occasion === "event" && of.length === 0) {
    const message = "every event would be considered: name those that are meant under of";
    mistakes.add("ATTUNE_CONFIG_POLICY", ["trigger"], message);
  }
  if (WITHOUT_KINDS.has(occasion) && of.length > 0) {
    mistakes.add("ATTUNE_CONFIG_POLICY", ["trigger", "of"], `there is only one kind of ${occasion}: leave "of" out`);
  }
  if (occasion === "event") {
    for (const [i, name] of of.entries()) checkEventName(name, ["trigger", "of", i], mistakes);
  }
}

/** A shop may have events of its own; one that is a letter away from one that Attune knows is a slip. */
function checkEventName(name: string, path: Path, mistakes: Mistakes): void {
  if (isKnownEvent(canonicalEventName(name))) return;
  const near = nearest(name, KNOWN_EVENTS, 1);
  if (near !== undefined) {
    mistakes.add("ATTUNE_CONFIG_REFERENCE", path, `"${name}" is no event that Attune knows; did you mean "${near}"?`);
  }
}

function checkValid({ valid }: ActionFile, mistakes: Mistakes): void {
  if (valid === undefined) return;
  // The zone doesn't matter to the order of two days.
  const [from, until] = (["from", "until"] as const).map((edge) => {
    const text = valid[edge];
    const time = momentIn(text, "UTC", edge);
    if (text !== undefined && time === undefined) {
      const message = `"${text}" is no date; write 2026-11-27, or 2026-11-27T18:00:00Z`;
      mistakes.add("ATTUNE_CONFIG_VALUE", ["valid", edge], message);
    }
    return time;
  });
  if (from !== undefined && until !== undefined && from >= until) {
    mistakes.add("ATTUNE_CONFIG_POLICY", ["valid", "until"], `the action ends before it begins (${valid.from})`);
  }
}

function checkSteps({ steps, goal }: ActionFile, mistakes: Mistakes): void {
  if (steps.length > 0 && goal === undefined) {
    const message = "steps need a goal: without one nothing would ever cancel them";
    mistakes.add("ATTUNE_CONFIG_POLICY", ["steps"], message);
  }
  let passed = 0;
  for (const [i, { after }] of steps.entries()) {
    passed += toMs(after);
    if (goal !== undefined && passed > toMs(goal.within)) {
      const message = `this step comes after the goal's window (${goal.within}) is over`;
      mistakes.add("ATTUNE_CONFIG_POLICY", ["steps", i, "after"], message);
    }
  }
}
