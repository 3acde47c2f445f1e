import { Blend, zScored } from "../blend.js";
import { candidateRows } from "../candidates.js";
import { isSignal, type PersonScores } from "../person-scores.js";
import type { BlendWeights } from "../blend-weights.js";
import type { Asked, Proposal } from "./scenario-kind.js";

/** What somebody may like of whom only categories are known. */
const BY_INTEREST: BlendWeights = { content: 1, popular: 0.3 };

/** The weighted sum of z-scored signals. undefined: nothing is known of the person, so it would be the same for all. */
export function personalBlend(person: PersonScores, weights: BlendWeights): Blend | undefined {
  if (person.recent.rows.length > 0) return blendOfSignals(person, weights);
  return person.of("content") === undefined ? undefined : blendOfSignals(person, BY_INTEREST);
}

/** For you and next item: the same signals, weighted for another question. */
export function proposeBlended(asked: Asked, weights: BlendWeights): Proposal | undefined {
  const blend = personalBlend(asked.person, weights);
  if (blend === undefined || blend.isEmpty) return undefined;
  const rows = candidateRows(asked, blend);
  return { blend, ...(rows === undefined ? {} : { rows }) };
}

function blendOfSignals(person: PersonScores, weights: BlendWeights): Blend {
  return new Blend(
    Object.entries(weights).map(([name, weight]) =>
      weight !== 0 && isSignal(name) ? zScored(person.of(name), weight) : undefined,
    ),
  );
}
