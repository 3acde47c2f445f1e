/** What an event told that nothing else in the profile says: the message may come when the event is long gone. */
export interface Told {
  /** The id of the order that it is about, "" = none. */
  readonly order: string;
  /** The category that it named of itself, "" = none: a collection's. */
  readonly category: string;
  /** Products as the event named them, at most 5. */
  readonly products: readonly ToldProduct[];
  /** Where actions that share a moment ask different things of the event: hashes of the conditions that held. */
  readonly held: readonly string[];
}

export interface ToldProduct {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly price: number | undefined;
  /** The shop's own word on what it cost before. */
  readonly oldPrice: number | undefined;
}
