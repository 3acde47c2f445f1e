import type { StepResult } from "../domain/step.js";

/** What was decided in one of the two replays. */
export interface Outcomes {
  readonly decisions: number;
  readonly messages: number;
  readonly silence: number;
  readonly held: number;
  readonly channels: Readonly<Record<string, number>>;
  readonly actions: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
}

const OWN_EVENTS: ReadonlySet<string> = new Set(["timer", "merge", "erase", "delivery"]);

/** Adds up one replay's outcomes. */
export class Tally {
  events = 0;
  readonly #decisions = { message: 0, silence: 0, held: 0 };
  readonly #channels = new Map<string, number>();
  readonly #actions = new Map<string, number>();
  readonly #reasons = new Map<string, number>();

  add(type: string, result: StepResult<unknown>): void {
    if (!OWN_EVENTS.has(type) && result.outcome === "event.applied") this.events++;
    for (const effect of result.effects) {
      if (effect.kind === "decision") this.#decisions[effect.decision.outcome]++;
      if (effect.kind !== "message") continue;
      increase(this.#channels, effect.message.channel, 1);
      increase(this.#actions, effect.message.action, 1);
    }
    for (const [name, count] of result.totals)
      if (name.startsWith("reasons.")) increase(this.#reasons, name.slice("reasons.".length), count);
  }

  outcomes(): Outcomes {
    const { message, silence, held } = this.#decisions;
    return {
      decisions: message + silence + held,
      messages: [...this.#channels.values()].reduce((sum, count) => sum + count, 0),
      silence,
      held,
      channels: Object.fromEntries(this.#channels),
      actions: Object.fromEntries(this.#actions),
      reasons: Object.fromEntries(this.#reasons),
    };
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
