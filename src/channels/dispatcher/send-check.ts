import type { Message } from "../../domain/message.js";
import { partitionOfToken, type PersonKey, personToken } from "../../domain/person.js";
import { isAnswer } from "../../domain/slot-answer.js";
import type { Engine } from "../../domain/step.js";
import type { Outgoing } from "../../ports/channel.js";
import type { StateStore } from "../../ports/state-store.js";
import type { Rendered, RenderFor } from "../render/index.js";
import type { SuppressionList } from "../suppression/index.js";

export interface CheckParts<TProfile> {
  /** The profiles. */
  readonly state: Pick<StateStore, "loadProfiles">;
  readonly partitions: number;
  readonly engine: Pick<Engine<TProfile>, "decode" | "recheck">;
  readonly suppressions: Pick<SuppressionList, "find">;
  readonly renderer: { render(message: Message, how: RenderFor): Rendered };
}

/** Whether a message may leave now. */
export type Checked =
  | { readonly verdict: "send"; readonly outgoing: Omit<Outgoing, "attempt"> }
  | { readonly verdict: "hold"; readonly code: string; readonly until: number }
  | { readonly verdict: "withhold"; readonly code: string }
  /** The profile can't be read now, or the check itself is broken. */
  | { readonly verdict: "failed"; readonly code: string }
  /** The person was erased: nothing of the message is kept either. */
  | { readonly verdict: "forget" };

/** A profile that was handed on and on: more than this is a loop of ids. */
const HANDED_ON_MOST = 8;

/**
 * Asks everything again at the moment of sending: the profile as it is stored now under the engine's own policies, the suppression list, and the words.
 * It reads; it changes nothing.
 */
export class SendCheck<TProfile> {
  readonly #parts: CheckParts<TProfile>;

  constructor(parts: CheckParts<TProfile>) {
    this.#parts = parts;
  }

  /** `now`: ms. Never rejects. */
  async check(message: Message, now: number): Promise<Checked> {
    try {
      return await this.#ask(message, now);
    } catch {
      // What was thrown may say whose profile it was.
      return { verdict: "failed", code: "check.failed" };
    }
  }

  async #ask(message: Message, now: number): Promise<Checked> {
    const { engine, suppressions, renderer } = this.#parts;
    let person = message.person;
    for (let hop = 0; hop < HANDED_ON_MOST; hop++) {
      const profile = await this.#profileOf(person);
      if (profile === undefined) return { verdict: "forget" };
      if (isAnswer(message)) return { verdict: "send", outgoing: asGiven(message, now) };
      const answer = engine.recheck(profile, message, now);
      if (answer.verdict === "elsewhere") {
        person = answer.person;
        continue;
      }
      if (answer.verdict !== "send") return answer;
      const { address, zone } = answer;
      if (address !== undefined && (await suppressions.find(message.channel, address)) !== undefined)
        return { verdict: "withhold", code: "delivery.suppressed" };
      const locale = message.locale ?? answer.locale;
      // Whoever the profile was merged into is who is on the site now, and whose links these are.
      const theirs = person === message.person ? message : { ...message, person };
      const rendered = renderer.render(theirs, { locale, zone, now });
      if (!rendered.ok) return { verdict: "withhold", code: rendered.code };
      const { words, unsubscribeUrl, preferencesUrl } = rendered;
      const outgoing = { message: theirs, address, words, locale, unsubscribeUrl, preferencesUrl, now };
      return { verdict: "send", outgoing };
    }
    return { verdict: "withhold", code: "delivery.no-person" };
  }

  async #profileOf(person: PersonKey): Promise<TProfile | undefined> {
    const { state, partitions, engine } = this.#parts;
    const token = personToken(person);
    const [bytes] = await state.loadProfiles(partitionOfToken(token, partitions), [token]);
    return bytes === undefined ? undefined : engine.decode(bytes);
  }
}

/** What a page that asked for it has got already: nothing is left to check. */
function asGiven(message: Message, now: number): Omit<Outgoing, "attempt"> {
  const { title, body, url } = message.copy;
  const words = { title, text: body, ...(url === undefined ? {} : { url }) };
  const [address, locale] = [undefined, message.locale];
  return { message, address, words, locale, unsubscribeUrl: undefined, preferencesUrl: undefined, now };
}
