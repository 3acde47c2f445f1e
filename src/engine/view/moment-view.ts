import type { Season } from "../../domain/policy.js";
import type { View } from "../../domain/view.js";
import { type LocalTime, localTime } from "../../domain/zone.js";
import type { Basis } from "./basis.js";

const NO_ITEMS: readonly string[] = [];

export class MomentView implements Readonly<Record<keyof View["moment"], unknown>> {
  readonly #basis: Basis;
  #local: LocalTime | undefined;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get occasion(): string {
    return this.#basis.moment?.occasion ?? "";
  }

  get subject(): string {
    return this.#basis.moment?.subject ?? "";
  }

  get value(): number {
    return this.#basis.moment?.value ?? 0;
  }

  get items(): readonly string[] {
    return this.#basis.moment?.items ?? NO_ITEMS;
  }

  get hour(): number {
    return Math.floor(this.#localTime().minutes / 60);
  }

  get weekday(): number {
    return this.#localTime().weekday;
  }

  get seasons(): readonly string[] {
    const { month, day } = this.#localTime();
    const today = `${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    return this.#basis.context.occasions.seasons.filter((season) => isIn(season, today)).map((season) => season.id);
  }

  #localTime(): LocalTime {
    return (this.#local ??= localTime(this.#basis.zone, this.#basis.now));
  }
}

function isIn({ from, to }: Season, today: string): boolean {
  return from <= to ? from <= today && today <= to : today >= from || today <= to;
}
