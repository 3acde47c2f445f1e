import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

export class InterestsView implements Readonly<Record<keyof View["interests"], unknown>> {
  readonly #basis: Basis;
  #categories: ReadonlyMap<string, number> | undefined;
  #tags: ReadonlyMap<string, number> | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get categories(): ReadonlyMap<string, number> {
    return (this.#categories ??= this.#basis.draft.interestShares("categories"));
  }

  get tags(): ReadonlyMap<string, number> {
    return (this.#tags ??= this.#basis.draft.interestShares("tags"));
  }

  get topCategory(): string {
    const { keys, weights } = this.#basis.draft.read("interests").categories;
    let top = "";
    let most = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const weight = weights[i] as number;
      // Of equals the one that sorts first: the order of the keys says nothing.
      if (weight > most || (weight === most && key < top)) {
        most = weight;
        top = key;
      }
    }
    return top;
  }
}
