/** What an event was to the person: they did something, placed an order, or neither (what a server or a channel service told). */
export type Happening = "activity" | "order" | "quiet";

/** A live segment was entered or left: an occasion of its own. */
export interface StandingChange {
  readonly kind: "segment-entered" | "segment-left";
  readonly segment: string;
}
