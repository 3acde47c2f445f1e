import { CHANNELS } from "../../domain/message.js";
import { decay } from "../../domain/time.js";
import type { View } from "../../domain/view.js";
import type { Basis } from "./basis.js";

/** How `responses.counts` and `responses.ignored` are laid out, by channel (domain/profile.ts). */
const COUNTS = 4;
const SENT = 0;
const OPENED = 2;
const CLICKED = 3;
const IGNORED = 3;
const LAST_ANSWERED = 2;
/** Contact.outcome */
const WAS_CLICKED = 2;

export class ResponsesView implements Readonly<Record<keyof View["responses"], unknown>> {
  readonly #basis: Basis;

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  get sent(): ReadonlyMap<string, number> {
    return this.#byChannel(SENT);
  }

  get opened(): ReadonlyMap<string, number> {
    return this.#byChannel(OPENED);
  }

  get clicked(): ReadonlyMap<string, number> {
    return this.#byChannel(CLICKED);
  }

  get openRate(): number {
    return this.#rate(OPENED);
  }

  get clickRate(): number {
    return this.#rate(CLICKED);
  }

  get daysSinceOpen(): number {
    const { ignored } = this.#basis.draft.read("responses");
    let last = 0;
    for (let i = LAST_ANSWERED; i < ignored.length; i += IGNORED) last = Math.max(last, ignored[i] as number);
    return this.#basis.daysSince(last);
  }

  get promotionRate(): number {
    let sent = 0;
    let clicked = 0;
    for (const contact of this.#basis.draft.read("contacts")) {
      if (contact.class !== "promotional") continue;
      sent++;
      if ((contact.outcome & WAS_CLICKED) !== 0) clicked++;
    }
    return sent === 0 ? 0 : clicked / sent;
  }

  #byChannel(which: number): ReadonlyMap<string, number> {
    const { draft, context, now } = this.#basis;
    const { at, counts } = draft.read("responses");
    const factor = decay(now - at, context.halfLives.response);
    const byChannel = new Map<string, number>();
    CHANNELS.forEach((channel, i) => {
      const count = counts[i * COUNTS + which] ?? 0;
      if (count > 0) byChannel.set(channel, count * factor);
    });
    return byChannel;
  }

  /** All counts fade alike: a rate doesn't. */
  #rate(which: number): number {
    const { counts } = this.#basis.draft.read("responses");
    let sent = 0;
    let answered = 0;
    for (let i = 0; i < counts.length; i += COUNTS) {
      sent += counts[i + SENT] ?? 0;
      answered += counts[i + which] ?? 0;
    }
    return sent === 0 ? 0 : Math.min(1, answered / sent);
  }
}
