import type { Facts, Option, Refusal } from "../../domain/consideration.js";
import type { Copy } from "../../domain/message.js";

/** The first version of the words whose facts are all known. None: the treatment can't be said (invariant 6). */
export function wordsFor(option: Option, facts: Facts): Copy | Refusal {
  for (const version of option.treatment.copy) {
    const copy = version.render(facts);
    if (copy !== undefined) return copy;
  }
  const wanted = option.treatment.copy.map((version) => version.facts.join(" + ")).join(" or ");
  return { stage: "copy", code: "copy.missing-fact", detail: wanted === "" ? "there are no words" : `needs ${wanted}` };
}
