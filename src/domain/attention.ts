/** Sections of the profile that say when and how the person answers. All times: ms since the epoch, 0 = never. */

/** Decayed weight by hour of the local week (0 = Monday 00:00), only hours that have any, ascending. */
export interface Habit {
  at: number;
  /** Where the zone lies that the hours were last counted in, without summer time, minutes ahead of UTC: when another becomes known, they are moved. */
  offset: number;
  hours: number[];
  weights: number[];
}

/**
 * When the person answers on which channel: decayed weights of responses and of exposures, only hours that have any, by ascending key (hourKey, local
 * hours). Three lists of equal length.
 */
export interface Attention {
  at: number;
  keys: number[];
  responses: number[];
  exposures: number[];
  /** The last click: two different links of one message within moments are a machine's. "" and 0 where there was none. */
  clickedMessage: string;
  /** hash32 of the link. */
  clickedLink: number;
  clickedAt: number;
}

/** Soft bounces by channel: three for each in the order of CHANNELS: the two that may yet make three, older and newer, and until when the channel is paused; 0 = none. */
export interface Bounces {
  counts: number[];
}

/** Decayed counts by channel, four for each in the order of CHANNELS: sent, delivered, opened, clicked. */
export interface Responses {
  at: number;
  counts: number[];
  /** By channel, three for each: when the first message after the last answer was sent, how many were since, when they last answered (0 = never). */
  ignored: number[];
}
