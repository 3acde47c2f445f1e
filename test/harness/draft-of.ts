import type { PersonKey } from "../../src/domain/person.js";
import { addConsent, type ConsentStatement } from "../../src/domain/consent.js";
import { NO_PREDICTIONS } from "../../src/domain/live-calibration.js";
import type { ConsentLedger, Contact, SectionName, Sections, Trait, TraitValue } from "../../src/domain/profile.js";
import type { ProfileDraft } from "../../src/domain/profile-draft.js";
import { NEVER_DAYS, VIEW_SCHEMA, type View, type ViewField, type ViewSubject } from "../../src/domain/view.js";
import { Draft } from "../../src/engine/profile/draft.js";
import { EMPTY_PROFILE } from "../../src/engine/profile/stored-profile.js";
import { MONDAY } from "./engine-context.js";

type Given = { readonly [K in SectionName]?: Sections[K] extends unknown[] ? Sections[K] : Partial<Sections[K]> };

/** A person of whom nothing is known but these parts of sections; the clock stands at MONDAY. */
export function aDraft(given: Given = {}, person: PersonKey = "u:ada"): Draft {
  const draft = new Draft(EMPTY_PROFILE, person);
  write(draft, { activity: { clock: MONDAY, ...given.activity } });
  write(draft, given);
  return draft;
}

function write(draft: ProfileDraft, given: Given): void {
  for (const name of Object.keys(given) as SectionName[]) {
    const section = draft.write(name);
    const value = given[name];
    if (Array.isArray(section)) (section as unknown[]).push(...(value as unknown[]));
    else Object.assign(section, value);
  }
}

const NOTHING: Readonly<Record<string, (name: string) => unknown>> = {
  double: (name) => (name.startsWith("daysSince") ? NEVER_DAYS : name === "age" ? -1 : 0),
  string: () => "",
  bool: () => false,
  "list<string>": () => [],
  "map<string, double>": () => new Map(),
  "map<string, dyn>": () => new Map(),
};

/** A view in which nothing is known but what is given. */
export function aView(given: { readonly [S in ViewSubject]?: Partial<View[S]> } = {}): View {
  const subjects = Object.entries(VIEW_SCHEMA).map(([subject, fields]) => {
    const nothing = Object.entries<ViewField>(fields).map(([name, { type }]) => [name, NOTHING[type]?.(name)]);
    return [subject, { ...Object.fromEntries(nothing), ...given[subject as ViewSubject] }];
  });
  return Object.fromEntries(subjects) as View;
}

/** A message that was sent, by e-mail for the cart reminder unless told otherwise. */
export function aContact(time: number, overrides: Partial<Contact> = {}): Contact {
  return {
    channel: "email",
    action: "cart-reminder",
    treatment: "by-email",
    topic: "shop",
    group: "abandonment",
    class: "promotional",
    time,
    message: `m${time}`,
    features: "",
    cell: "",
    outcome: 0,
    predictions: NO_PREDICTIONS,
    ...overrides,
  };
}

/** What the person said of being written to, in the order in which it was said. */
export function aLedger(...said: Partial<ConsentStatement>[]): ConsentLedger {
  const ledger: ConsentLedger = { base: "", dropped: 0, entries: [] };
  for (const one of said) {
    const statement = {
      purpose: "marketing",
      channel: "email",
      granted: true,
      time: 1,
      validUntil: Number.POSITIVE_INFINITY,
      source: "site",
      text: "",
    } as const;
    addConsent(ledger, { ...statement, ...one }, 16);
  }
  return ledger;
}

/** A trait that the person declared. */
export function aTrait(key: string, value: TraitValue, overrides: Partial<Trait> = {}): Trait {
  return { key, value, time: 1, provenance: "declared", confidence: 1, ...overrides };
}
