import { canonicalJson } from "../domain/canonical-json.js";
import type { Decision } from "../domain/decision.js";
import { REASONS } from "../domain/reasons.js";
import { type Change, textOf } from "./change.js";
import { type Flip, flipTowards, nameOf, smallestFlip } from "./flip.js";
import { rerun, type Scene } from "./scene.js";

export interface FlipReport {
  readonly changes: readonly (Change & { readonly text: string })[];
  /** What would have been chosen; null: nothing would have been said. */
  readonly winner: string | null;
}

/** A decision, and what would have changed it. */
export interface Explanation {
  readonly decision: Decision;
  /** The recorded choice came out again, to the letter: the explanation is of what really happened. */
  readonly reproduced: boolean;
  /** The configuration of now is the one that decided. */
  readonly sameConfiguration: boolean;
  readonly flip: FlipReport | null;
  /** For a candidate that was asked about: why not, and what it would have taken. */
  readonly whyNot?: {
    readonly candidate: string;
    readonly code: string;
    readonly text: string;
    readonly flip: FlipReport | null;
  };
}

/** `candidate`: an action, or `<action>/<treatment>`, that is asked about. */
export function explain(scene: Scene, recorded: Decision, candidate?: string): Explanation {
  const again = rerun(scene);
  // Where the choice itself does not come out again, what is changed would be held against another choice.
  const isSame = again !== undefined && again.winner === recorded.winner && again.outcome === recorded.outcome;
  const reproduced = again !== undefined && canonicalJson(again) === canonicalJson(recorded);
  const flip = isSame ? smallestFlip(scene, again) : undefined;
  return {
    decision: recorded,
    reproduced,
    sameConfiguration: recorded.contextVersion === scene.context.version,
    flip: flip === undefined ? null : reportOf(flip),
    ...(candidate === undefined ? {} : { whyNot: whyNot(scene, recorded, candidate, isSame) }),
  };
}

function whyNot(scene: Scene, decision: Decision, asked: string, isSame: boolean): NonNullable<Explanation["whyNot"]> {
  const candidates = decision.candidates.filter((one) => one.action === asked || nameOf(one) === asked);
  const flips = candidates
    .map((one) => ({ one, flip: isSame ? flipTowards(scene, decision, nameOf(one)) : undefined }))
    .toSorted((a, b) => (a.flip?.changes.length ?? 99) - (b.flip?.changes.length ?? 99));
  const [best] = flips;
  if (best === undefined) {
    return {
      candidate: asked,
      code: "candidate.trigger",
      text: "it was not among the candidates of this moment",
      flip: null,
    };
  }
  const { code, detail } = best.one;
  const text = detail === undefined ? REASONS[code] : `${REASONS[code]} (${detail})`;
  return { candidate: nameOf(best.one), code, text, flip: best.flip === undefined ? null : reportOf(best.flip) };
}

function reportOf({ changes, winner }: Flip): FlipReport {
  return { changes: changes.map((change) => ({ ...change, text: textOf(change) })), winner: winner ?? null };
}
