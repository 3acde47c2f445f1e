/**
 * The one catalogue of reason codes: why a candidate, an occasion or an event ended where it did. Totals count by code, so that
 * "why did she get nothing?" is a query. A code is never renamed; its text may be.
 */
export const REASONS = {
  "ok.chosen": "chosen: the highest priority among those allowed",
  "event.applied": "applied to the profile",
  "event.duplicate": "an event with this messageId was applied already",
  "event.forwarded": "handed to the profile that this one was merged into",
  "timer.stale": "the timer was cancelled or moved before it was applied",
  "occasion.cancelled-by-purchase": "the person bought before it was time to speak",
  "occasion.cancelled-by-return": "the person came back before it was time to speak",
  "occasion.emptied": "nothing was left in the cart",
  "occasion.superseded": "a stronger occasion took its place: what was browsed went into a cart",
  "occasion.no-action": "no action is configured for this occasion",
  "occasion.silent": "the event asked for silence (integrations) or was an import of history",
  "consent.denied": "the person refused this channel",
  "consent.unknown": "the person has not agreed to this channel, and agreement is required",
  "eligibility.value": "below the least value that the action asks for",
  "applicability.just-bought": "the person bought this just now",
  "channel.no-address": "no address, number or token is known for this channel",
  "contact.cap": "the channel's cap in its rolling window is used up",
  "contact.cool-down": "this action was sent to the person within its cool-down",
  "copy.missing-fact": "every version of the copy needs a fact that is not known: templates fail closed",
  "arbitration.outranked": "another candidate had the higher priority",
  "silence.no-candidate": "nothing was allowed to be said",
} as const;

export type ReasonCode = keyof typeof REASONS;
