import type { Moment } from "../../domain/consideration.js";
import type { ProfileDraft } from "../../domain/profile-draft.js";

/**
 * The categories under which an item is known. All of them: a site may name it otherwise from event to event. Of an item of which neither the
 * profile nor the event names one, the event's own.
 */
export function categoriesOf(item: string, draft: ProfileDraft, moment: Moment): readonly string[] {
  const categories: string[] = [];
  add(draft.cartLine(item)?.category ?? "", categories);
  for (const one of draft.read("items")) if (one.id === item) add(one.category, categories);
  for (const one of draft.read("saved")) if (one.item === item) add(one.category, categories);
  for (const one of moment.told?.products ?? []) if (one.id === item) add(one.category, categories);
  return categories.length === 0 ? eventCategories(moment) : categories;
}

function add(category: string, categories: string[]): void {
  if (category !== "" && !categories.includes(category)) categories.push(category);
}

/** Also of an event that is long gone. */
export function eventCategories({ event, told }: Moment): readonly string[] {
  const said = told === undefined ? event?.properties["category"] : told.category;
  return typeof said === "string" && said !== "" ? [said] : [];
}

const lineages = new Map<string, readonly string[]>();
/** Sites have hundreds of categories; whoever sends more finds them worked out anew. */
const MOST_REMEMBERED = 5_000;

/** "Health/Medicine" and "health > medicine" are in "health" and are "health/medicine"; upper and lower case are one. */
export function lineageOf(category: string): readonly string[] {
  const known = lineages.get(category);
  if (known !== undefined) return known;
  const path = category
    .toLowerCase()
    .split(/[/>]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const lineage = path.flatMap((part, i) => (i === 0 ? [part] : [part, path.slice(0, i + 1).join("/")]));
  if (lineages.size >= MOST_REMEMBERED) lineages.clear();
  lineages.set(category, lineage);
  return lineage;
}

/** Whether `category` is, or is within, the category of this name. */
export function areSame(category: string, name: string): boolean {
  const wanted = lineageOf(name).at(-1);
  return wanted !== undefined && lineageOf(category).includes(wanted);
}
