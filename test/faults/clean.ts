/** What a verdict says when nothing is wrong. */
export const CLEAN = {
  lost: 0,
  double: 0,
  outOfOrder: 0,
  wrong: 0,
  statisticsWrong: 0,
  messagesLost: 0,
  messagesDouble: 0,
  decisionsLost: 0,
  itemsLost: 0,
  deadUnexpected: 0,
  outboxLeft: 0,
  lag: 0,
  examples: [],
} as const;
