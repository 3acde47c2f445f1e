import type { Occasion } from "../../../domain/action.js";
import type { Channel } from "../../../domain/message.js";
import type { Provenance } from "../../../domain/policy.js";

/**
 * All words of the pages in one language: a language that lacks one doesn't compile. `{…}` is filled in. A new language is one file beside this
 * one and a line in index.ts.
 */
export interface Texts {
  /** BCP 47. */
  readonly language: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  readonly nav: {
    readonly label: string;
    readonly skip: string;
    readonly choices: string;
    readonly data: string;
    readonly messages: string;
    readonly yours: string;
  };
  readonly channels: Readonly<Record<Channel, string>>;
  readonly provenances: Readonly<Record<Provenance, string>>;
  /** Monday first. */
  readonly weekdays: readonly string[];
  readonly choices: {
    readonly title: string;
    readonly intro: string;
    readonly saved: string;
    readonly stored: string;
    readonly wrong: string;
    readonly channels: string;
    readonly channelsHint: string;
    readonly noAddress: string;
    readonly agreedOn: string;
    readonly topics: string;
    readonly topicsHint: string;
    readonly when: string;
    readonly days: string;
    readonly from: string;
    readonly to: string;
    readonly hoursHint: string;
    readonly frequency: string;
    readonly frequencyAny: string;
    readonly frequencyOne: string;
    readonly frequencyMany: string;
    readonly pause: string;
    readonly pauseNone: string;
    readonly pausedUntil: string;
    readonly pauseWeek: string;
    readonly pauseMonth: string;
    readonly pauseQuarter: string;
    readonly language: string;
    readonly languageAny: string;
    readonly purposes: string;
    readonly save: string;
    readonly stop: string;
    readonly stopHint: string;
    readonly stopButton: string;
    readonly noDay: string;
    readonly noHours: string;
  };
  readonly data: {
    readonly title: string;
    readonly intro: string;
    readonly nothing: string;
    readonly facts: string;
    readonly fact: string;
    readonly value: string;
    readonly source: string;
    readonly since: string;
    readonly forget: string;
    readonly forgetFact: string;
    readonly correct: string;
    readonly yes: string;
    readonly no: string;
    readonly interests: string;
    readonly interestsHint: string;
    readonly share: string;
    readonly behaviour: string;
    readonly firstSeen: string;
    readonly lastSeen: string;
    readonly visits: string;
    readonly orders: string;
    readonly revenue: string;
    readonly points: string;
    readonly viewed: string;
    readonly saved: string;
    readonly cart: string;
    readonly groups: string;
    readonly groupsHint: string;
    readonly consents: string;
    readonly consentWhat: string;
    readonly consentSaid: string;
    readonly granted: string;
    readonly denied: string;
    readonly allChannels: string;
    readonly allPurposes: string;
  };
  readonly messages: {
    readonly title: string;
    readonly intro: string;
    readonly nothing: string;
    readonly date: string;
    readonly about: string;
    readonly channel: string;
    readonly state: string;
    readonly why: string;
    readonly whyThis: string;
    readonly states: {
      readonly sent: string;
      readonly waiting: string;
      readonly failed: string;
      readonly decided: string;
    };
  };
  readonly why: {
    readonly title: string;
    readonly gone: string;
    readonly reason: string;
    readonly occasions: Readonly<Record<Occasion, string>>;
    readonly choice: string;
    readonly chosenOf: string;
    readonly onlyOne: string;
    readonly byChance: string;
    readonly permission: string;
    readonly agreed: string;
    readonly owed: string;
    readonly implied: string;
    readonly time: string;
    readonly timeBest: string;
    readonly timeExplore: string;
    readonly used: string;
    readonly usedNothing: string;
    readonly groups: string;
  };
  readonly yours: {
    readonly title: string;
    readonly export: string;
    readonly exportHint: string;
    readonly exportButton: string;
    readonly erase: string;
    readonly eraseHint: string;
    readonly eraseConfirm: string;
    readonly eraseButton: string;
    readonly eraseMissing: string;
    readonly erased: string;
    readonly erasedHint: string;
  };
  readonly unsubscribe: {
    readonly title: string;
    readonly question: string;
    readonly channel: string;
    readonly topic: string;
    readonly button: string;
    readonly done: string;
    readonly doneHint: string;
  };
  readonly errors: {
    readonly title: string;
    readonly link: string;
    readonly moved: string;
    readonly busy: string;
    readonly failed: string;
  };
}
