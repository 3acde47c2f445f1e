/** What the items of a profile say of a visit, worked out without unpacking them (ProfileDraft.tallyItems). */
export interface ItemTally {
  /** How many different items were viewed, put in the cart, saved, ordered since the time asked for: newest first, until one is older. */
  readonly views: number;
  readonly carts: number;
  readonly saves: number;
  readonly orders: number;
  /** Of these entries: how many are of the newest one's category, itself included; 0 where it has none. */
  readonly inCategory: number;
  /** When each was done last, ms; 0 = not among the items kept. */
  readonly lastCart: number;
  readonly lastSave: number;
  readonly lastOrder: number;
  /** What is known to have been done with the newest entry's item. */
  readonly isCarted: boolean;
  readonly isSaved: boolean;
  readonly isOrdered: boolean;
}

export const NO_ITEM_TALLY: ItemTally = {
  views: 0,
  carts: 0,
  saves: 0,
  orders: 0,
  inCategory: 0,
  lastCart: 0,
  lastSave: 0,
  lastOrder: 0,
  isCarted: false,
  isSaved: false,
  isOrdered: false,
};
