import type { SectionName } from "../../domain/profile.js";
import type { Segment } from "../../domain/segment.js";
import type { Crossing, ViewSubject } from "../../domain/view.js";

/**
 * Which sections a subject of the view is made of. Where none is named it may change with any event (the activity counts each of them) or with
 * the hour, and is asked again always: it costs no unpacking of what isn't unpacked anyway. What time alone changes in the others is noticed when
 * a visit begins and by reviews (next-review.ts).
 */
const SECTIONS: Readonly<Record<ViewSubject, readonly SectionName[] | undefined>> = {
  person: ["traits"],
  activity: undefined,
  orders: undefined,
  interests: ["interests"],
  intent: ["intent"],
  cart: ["cart"],
  saved: ["saved"],
  viewed: ["items"],
  responses: ["responses", "contacts"],
  rfm: undefined,
  loyalty: ["loyalty"],
  value: ["items", "orders"],
  standing: undefined,
  consent: ["consent"],
  moment: undefined,
  event: undefined,
};

export interface Definition {
  readonly segment: Segment;
  /** It need not be asked again while these sections are as they were; undefined: it must. */
  readonly sections: readonly SectionName[] | undefined;
}

/** The segments of one configuration, prepared once. */
export interface Definitions {
  readonly all: readonly Definition[];
  readonly personas: readonly Definition[];
  readonly byId: ReadonlyMap<string, Definition>;
  /** Each once. */
  readonly crossings: readonly Crossing[];
  readonly drifts: boolean;
  /** Some ask for intent, which is over when the visit is, or the day. */
  readonly readIntent: boolean;
}

const prepared = new WeakMap<readonly Segment[], Definitions>();

export function definitionsOf(segments: readonly Segment[]): Definitions {
  let definitions = prepared.get(segments);
  if (definitions === undefined) {
    definitions = define(segments);
    prepared.set(segments, definitions);
  }
  return definitions;
}

function define(segments: readonly Segment[]): Definitions {
  const all = segments.map((segment) => ({ segment, sections: sectionsOf(segment) }));
  const crossings = new Map<string, Crossing>();
  for (const { when } of segments) {
    for (const crossing of when.crossings) {
      crossings.set(`${crossing.subject}.${crossing.field}.${crossing.days}`, crossing);
    }
  }
  return {
    all,
    personas: all.filter(({ segment }) => segment.persona),
    byId: new Map(all.map((definition) => [definition.segment.id, definition])),
    crossings: [...crossings.values()],
    drifts: segments.some(({ when }) => when.drifts),
    readIntent: segments.some(({ when }) => when.reads.has("intent")),
  };
}

function sectionsOf({ when }: Segment): readonly SectionName[] | undefined {
  // Nothing read, nothing known of what it depends on.
  if (when.reads.size === 0) return undefined;
  const sections = new Set<SectionName>();
  for (const subject of when.reads) {
    const made = SECTIONS[subject];
    if (made === undefined) return undefined;
    for (const section of made) sections.add(section);
  }
  return [...sections];
}
