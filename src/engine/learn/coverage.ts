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
  const told = new Map<string, "considered" | "relevant" | "told">();
  for (const { action, stage, code } of candidates) {
    // Withheld on purpose, from people drawn by lot.
    if (code === "experiment.holdout") continue;
    const before = told.get(action);
    if (stage === "emitted") told.set(action, "told");
    else if (before !== "told" && RELEVANT.has(stage)) told.set(action, "relevant");
    else if (before === undefined) told.set(action, "considered");
  }
  for (const [action, state] of told) {
    out.learn("coverage", `${action}.considered`, 1);
    if (state === "considered") continue;
    out.learn("coverage", `${action}.relevant`, 1);
    if (state === "told") out.learn("coverage", `${action}.told`, 1);
    else if (!draft.read("contacts").some((contact) => contact.action === action)) {
      out.learn("coverage", `${action}.untold`, 1);
    }
  }
}
