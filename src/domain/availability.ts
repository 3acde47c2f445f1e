/** Schema.org's ItemAvailability, Google's and Meta's feeds, and what shops write. https://schema.org/ItemAvailability */
const OUT = /out.?of.?stock|sold.?out|unavailable|not.?available|discontinued/i;
const IN = /in.?stock|available|limited|pre.?order|back.?order|pre.?sale|online.?only|in.?store.?only/i;

/** Whether a text says that a thing can be bought; undefined where it doesn't say. */
export function availabilityOf(text: string): boolean | undefined {
  if (text.length > 100) return undefined;
  if (text === "false" || OUT.test(text)) return false;
  return text === "true" || IN.test(text) ? true : undefined;
}
