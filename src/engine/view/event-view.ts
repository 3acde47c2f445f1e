import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

export class EventView implements Readonly<Record<keyof View["event"], unknown>> {
  readonly #basis: Basis;
  #properties: ReadonlyMap<string, unknown> | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get name(): string {
    return this.#basis.moment?.event?.name ?? "";
  }

  get properties(): ReadonlyMap<string, unknown> {
    return (this.#properties ??= new Map(Object.entries(this.#basis.moment?.event?.properties ?? {})));
  }

  get source(): string {
    return this.#basis.moment?.event?.source ?? "";
  }
}
