import type { Candidate, Stage } from "../../domain/decision.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";
import type { Outlet } from "../../domain/step.js";

/** The action may be said, makes sense and is good for the person: what ends here ended for another reason than relevance. */
const RELEVANT: ReadonlySet<Stage> = new Set<Stage>(["contact-policy", "guard", "copy", "arbitration", "emitted"]);

/**
 * Whom is something relevant not told? By action: decisions in which it was a candidate, in which it was relevant, in which it was
 * told, and in which it was relevant and not told to a person of whom no message of it is remembered. Before the message is
 * recorded as a contact or after.
 */
export function noteCoverage(draft: ProfileDraft, candidates: readonly Candidate[], out: Outlet): void {
  for (let i = 0; i < candidates.length; i++) {
    const { action } = candidates[i] as Candidate;
    if (isNamedBefore(candidates, i, action)) continue;
    const reach = reachOf(candidates, action);
    if (reach === undefined) continue;
    const keys = keysOf(action);
    out.learn(GROUP, keys.considered, 1);
    if (reach === "considered") continue;
    out.learn(GROUP, keys.relevant, 1);
    if (reach === "told") out.learn(GROUP, keys.told, 1);
    else if (!draft.read("contacts").some((contact) => contact.action === action)) out.learn(GROUP, keys.untold, 1);
  }
}

function isNamedBefore(candidates: readonly Candidate[], before: number, action: string): boolean {
  for (let i = 0; i < before; i++) if (candidates[i]?.action === action) return true;
  return false;
}

/** How far the action came by any of its treatments. undefined: it was withheld on purpose, from people drawn by lot. */
function reachOf(candidates: readonly Candidate[], action: string): "considered" | "relevant" | "told" | undefined {
  let isCounted = false;
  let isRelevant = false;
  for (const candidate of candidates) {
    if (candidate.action !== action || candidate.code === "experiment.holdout") continue;
    if (candidate.stage === "emitted") return "told";
    isCounted = true;
    isRelevant ||= RELEVANT.has(candidate.stage);
  }
  if (!isCounted) return undefined;
  return isRelevant ? "relevant" : "considered";
}

const GROUP = "coverage";

type Keys = Readonly<Record<"considered" | "relevant" | "told" | "untold", string>>;

/** By action: the configuration's, so they are few. */
const known = new Map<string, Keys>();

function keysOf(action: string): Keys {
  let keys = known.get(action);
  if (keys === undefined) {
    keys = {
      considered: `${action}.considered`,
      relevant: `${action}.relevant`,
      told: `${action}.told`,
      untold: `${action}.untold`,
    };
    known.set(action, keys);
  }
  return keys;
}
