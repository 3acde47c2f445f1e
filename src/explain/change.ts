import type { Action } from "../domain/action.js";
import type { EngineContext } from "../domain/context.js";
import type { Channel } from "../domain/message.js";
import { CHANNELS } from "../domain/message.js";
import { AUDIENCES, type Audience, type GuardRule, PROVENANCES, type Sensitivity } from "../domain/policy.js";
import { noPreferences } from "../domain/preferences.js";
import type { ProfileDraft } from "../domain/profile-draft.js";

/** One thing that could have been otherwise: of the person, or of the configuration. */
export type Change =
  // of the person
  | { readonly kind: "consent"; readonly purpose: string; readonly channel: Channel }
  | { readonly kind: "refused"; readonly purpose: string; readonly channel: Channel }
  | { readonly kind: "address"; readonly channel: Channel }
  | { readonly kind: "declared"; readonly trait: string }
  | { readonly kind: "preferences" }
  | { readonly kind: "service-closed" }
  | { readonly kind: "checkout-over" }
  | { readonly kind: "answered"; readonly channel: Channel }
  | { readonly kind: "not-contacted"; readonly action?: string; readonly channel?: Channel }
  | { readonly kind: "not-bought" }
  | { readonly kind: "in-stock" }
  | { readonly kind: "not-in-progress"; readonly action: string }
  | { readonly kind: "named"; readonly trait: string }
  // of the configuration
  | { readonly kind: "value"; readonly action: string; readonly value: number }
  | { readonly kind: "without"; readonly action: string; readonly treatment: string }
  | { readonly kind: "minimum-value"; readonly action: string }
  | { readonly kind: "rule"; readonly rule: string }
  | { readonly kind: "trigger"; readonly action: string }
  | { readonly kind: "validity"; readonly action: string }
  | { readonly kind: "audience"; readonly channel: Channel; readonly audience: Audience }
  | { readonly kind: "evidence" }
  | { readonly kind: "guard"; readonly sensitivity: string }
  | { readonly kind: "coupons"; readonly pool: string }
  | { readonly kind: "holdout" };

/** For people, in the second conditional: "if …". */
export function textOf(change: Change): string {
  switch (change.kind) {
    case "consent":
      return `they had agreed to ${change.purpose} on ${change.channel}`;
    case "refused":
      return `they had refused ${change.purpose} on ${change.channel}`;
    case "address":
      return `an address for ${change.channel} were known`;
    case "declared":
      return `they had said themselves what is only assumed of them (${change.trait})`;
    case "preferences":
      return "they had not declared other wishes (channels, topics, days, hours, pause)";
    case "service-closed":
      return "no service problem of theirs were open";
    case "checkout-over":
      return "they were not in the middle of a checkout";
    case "answered":
      return `they had answered on ${change.channel} lately`;
    case "not-contacted":
      return change.action === undefined
        ? `they had not been written to on ${change.channel ?? "any channel"} lately`
        : `${change.action} had not been sent to them lately`;
    case "not-bought":
      return "they had not bought it";
    case "in-stock":
      return "it were in stock";
    case "not-in-progress":
      return `${change.action} were not under way already`;
    case "named":
      return `${change.trait} were known`;
    case "value":
      return `the value of ${change.action} were ${round(change.value)}`;
    case "without":
      return `there were no ${change.action}/${change.treatment}`;
    case "minimum-value":
      return `${change.action} asked for no least value`;
    case "rule":
      return `the rule ${change.rule} held`;
    case "trigger":
      return `the condition of ${change.action}'s trigger held`;
    case "validity":
      return `${change.action} were valid now`;
    case "audience":
      return `${change.channel} were read by them alone`;
    case "evidence":
      return "more of what is known were their own behaviour";
    case "guard":
      return `the guard let ${change.sensitivity} facts pass`;
    case "coupons":
      return `codes of the pool ${change.pool} were left`;
    case "holdout":
      return "they were not in the holdout";
  }
}

/** The profile as it would be. Only what the change names; everything else follows from the engine. */
export function applyToProfile(draft: ProfileDraft, change: Change, time: number): void {
  switch (change.kind) {
    case "consent":
    case "refused": {
      const { kind, purpose, channel } = change;
      draft.write("consent").entries.push({
        purpose,
        channel,
        granted: kind === "consent",
        time,
        validUntil: Number.POSITIVE_INFINITY,
        source: "what-if",
        text: "",
        hash: "",
      });
      return;
    }
    case "address":
      if (draft.read("failures").length > 0) draft.write("failures")[CHANNELS.indexOf(change.channel)] = 0;
      return;
    case "declared":
      replaceAll(draft.write("traits"), (trait) =>
        trait.key === change.trait ? { ...trait, provenance: "declared" as const, confidence: 1 } : trait,
      );
      return;
    case "named":
      draft.write("traits").push({ key: change.trait, value: "Ann", time, provenance: "declared", confidence: 1 });
      return;
    case "preferences":
      Object.assign(draft.write("preferences"), noPreferences());
      return;
    case "service-closed":
      draft.write("activity").serviceOpened = 0;
      return;
    case "checkout-over":
      draft.write("activity").checkoutBegun = 0;
      return;
    case "answered":
      draft.write("responses").ignored = [];
      return;
    case "not-contacted": {
      const { action, channel } = change;
      const contacts = draft.write("contacts");
      const kept = contacts.filter(
        (contact) =>
          (action !== undefined && contact.action !== action) || (channel !== undefined && contact.channel !== channel),
      );
      contacts.splice(0, contacts.length, ...kept);
      return;
    }
    case "not-bought":
      draft.write("orders").splice(0);
      return;
    case "in-stock":
      draft.write("outOfStock").splice(0);
      return;
    case "not-in-progress": {
      const escalations = draft.write("escalations");
      escalations.splice(0, escalations.length, ...escalations.filter((one) => one.action !== change.action));
      return;
    }
    default:
  }
}

/** The context as it would be. */
export function applyToContext(context: EngineContext, change: Change): EngineContext {
  switch (change.kind) {
    case "address":
      return { ...context, channels: withChannel(context, change.channel, (policy) => withoutAddress(policy)) };
    case "audience":
      return {
        ...context,
        channels: withChannel(context, change.channel, (policy) => ({ ...policy, audience: change.audience })),
      };
    case "evidence": {
      const rules = new Map([...context.guard.rules].map(([name, rule]) => [name, { ...rule, minimumEvidence: 0 }]));
      return { ...context, guard: { ...context.guard, rules, minimumRelationship: 0 } };
    }
    case "guard": {
      const rules = new Map(context.guard.rules).set(change.sensitivity as Sensitivity, UNGUARDED);
      return { ...context, guard: { ...context.guard, rules } };
    }
    case "holdout":
      return { ...context, holdout: { ...context.holdout, share: 0 } };
    case "rule":
      return { ...context, actions: context.actions.map((action) => withoutRule(action, change.rule)) };
    case "value":
      return withAction(context, change.action, (action) => ({ ...action, value: change.value }));
    case "minimum-value":
      return withAction(context, change.action, (action) => ({
        ...action,
        trigger: { ...action.trigger, minimumValue: 0 },
      }));
    case "trigger":
      return withAction(context, change.action, (action) => {
        const { when: _when, ...trigger } = action.trigger;
        return { ...action, trigger };
      });
    case "validity":
      return withAction(context, change.action, (action) => ({
        ...action,
        validFrom: Number.NEGATIVE_INFINITY,
        validUntil: Number.POSITIVE_INFINITY,
      }));
    case "without": {
      const isOther = ({ id }: { readonly id: string }): boolean => id !== change.treatment;
      return withAction(context, change.action, (action) => ({
        ...action,
        treatments: action.treatments.filter(isOther),
        steps: action.steps.map((step) => ({ ...step, treatments: step.treatments.filter(isOther) })),
      }));
    }
    default:
      return context;
  }
}

const UNGUARDED: GuardRule = {
  provenance: PROVENANCES,
  minimumConfidence: 0,
  audiences: AUDIENCES,
  minimumEvidence: 0,
  otherwise: "block",
};

function withAction(context: EngineContext, id: string, edit: (action: Action) => Action): EngineContext {
  return { ...context, actions: context.actions.map((action) => (action.id === id ? edit(action) : action)) };
}

type Policy = EngineContext["channels"] extends ReadonlyMap<Channel, infer P> ? P : never;

function withChannel(
  context: EngineContext,
  channel: Channel,
  edit: (policy: Policy) => Policy,
): EngineContext["channels"] {
  return new Map([...context.channels].map(([name, policy]) => [name, name === channel ? edit(policy) : policy]));
}

function withoutAddress({ addressTrait: _needed, ...policy }: Policy): Policy {
  return policy;
}

function withoutRule(action: Action, rule: string): Action {
  const isOther = ({ id }: { readonly id: string }): boolean => id !== rule;
  const { eligibility, applicability, suitability } = action.policy;
  return {
    ...action,
    policy: {
      eligibility: eligibility.filter(isOther),
      applicability: applicability.filter(isOther),
      suitability: suitability.filter(isOther),
    },
  };
}

function replaceAll<T>(list: T[], by: (entry: T) => T): void {
  for (let i = 0; i < list.length; i++) list[i] = by(list[i] as T);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
