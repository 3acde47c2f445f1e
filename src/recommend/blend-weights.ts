import type { Served } from "./served.js";

/** By signal, of z-scores. */
export type BlendWeights = Readonly<Record<string, number>>;

/** Without a model: what is like the person's items, and liked by many. */
const WITHOUT_MODEL: BlendWeights = { content: 1, popular: 0.3 };

export function blendOf({ learnt }: Served, which: "forYou" | "nextItem"): BlendWeights {
  return learnt === undefined ? WITHOUT_MODEL : learnt.model.serving.blend[which];
}
