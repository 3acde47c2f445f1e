import path from "node:path";
import { AttuneError } from "../../domain/errors.js";
import type { ReadOptions } from "../read/reading.js";
import { readRecords } from "../read/records.js";
import { textIn } from "../read/values.js";
import { type ChoiceRow, ChoicesBuilder, MOST_ROWS, tooLarge } from "./choices-builder.js";
import type { LoggedChoices } from "./choices.js";
import { type ChoiceColumns, type ChoicePlaces, choicePlaces } from "./choice-columns.js";
import { FactColumns } from "./fact-columns.js";

export interface ChoicesForm extends ChoiceColumns {
  readonly delimiter: string;
}

export interface ChoicesRead {
  readonly choices: LoggedChoices;
  /** Rows, and those of them that can't be used: no arm, no reward, or no probability. */
  readonly read: number;
  readonly rejected: number;
}

/** More than this share of unreadable rows is the wrong file or the wrong columns. */
const MOST_REJECTED = 0.01;
/** A greater reward is a mistake, and its square no number. */
const MOST_REWARD = 1e12;

interface Row {
  readonly person: string;
  readonly group: string;
  readonly arm: string;
  readonly reward: number;
  /** NaN: as likely as any other. */
  readonly propensity: number;
}

/**
 * Logged choices of a delimited file, a row a choice. What could be chosen is what is chosen somewhere in the row's group.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE (with the first line where more than one row in a hundred can't be read) | ATTUNE_INPUT_EMPTY | ATTUNE_INPUT_TOO_LARGE | ATTUNE_USAGE (columns)
 */
export async function readChoices(file: string, form: ChoicesForm, options: ReadOptions = {}): Promise<ChoicesRead> {
  const rows: Row[] = [];
  const facts = new FactColumns(form.context);
  let places: ChoicePlaces | undefined;
  let read = 0;
  let rejected = 0;
  let firstRejected = 0;
  const reject = (line: number): void => {
    if (rejected++ === 0) firstRejected = line;
  };
  const records = { delimiters: [form.delimiter], isQuoted: true };
  for await (const { cells, line } of readRecords(file, records, options, reject)) {
    if (places === undefined) {
      places = choicePlaces(cells, form, file);
      continue;
    }
    read++;
    const row = rowOf(cells, places, read);
    if (row === undefined) reject(line);
    else {
      if (rows.length === MOST_ROWS) throw tooLarge(path.basename(file), MOST_ROWS, "rows");
      rows.push(row);
      facts.take(places.context.map((at) => cells[at] ?? ""));
    }
  }
  if (rejected > read * MOST_REJECTED) {
    const text = `${file}:${firstRejected}: no action, no number as reward, or no probability above 0 and up to 1; ${rejected} of ${read} rows can't be read`;
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", text, { place: { file, line: firstRejected, column: 1 } });
  }
  if (rows.length === 0) throw new AttuneError("ATTUNE_INPUT_EMPTY", `${path.basename(file)}: no row holds a choice`);
  return { choices: choicesOf(path.basename(file), rows, facts), read, rejected };
}

function rowOf(cells: readonly string[], places: ChoicePlaces, number: number): Row | undefined {
  const arm = textIn(cells[places.action]);
  const reward = rewardIn(cells[places.reward]);
  const propensity = places.propensity === undefined ? Number.NaN : Number(textIn(cells[places.propensity]) || "x");
  const isProbability = places.propensity === undefined || (propensity > 0 && propensity <= 1);
  if (arm === "" || !(Math.abs(reward) <= MOST_REWARD) || !isProbability) return undefined;
  // Without a name nobody is the same as somebody else.
  const person = (places.person === undefined ? "" : textIn(cells[places.person])) || `row ${number}`;
  const group = places.strata.map((at) => textIn(cells[at])).join(" / ");
  return { person, group, arm, reward, propensity };
}

/** Numbers, and the words for yes and no. */
function rewardIn(cell: string | undefined): number {
  const text = textIn(cell).toLowerCase();
  if (text === "true" || text === "yes") return 1;
  return text === "false" || text === "no" ? 0 : text === "" ? Number.NaN : Number(text);
}

function choicesOf(source: string, rows: readonly Row[], facts: FactColumns): LoggedChoices {
  const builder = new ChoicesBuilder(source);
  const groups = new Map<string, Set<string>>();
  for (const { group, arm } of rows) {
    const arms = groups.get(group);
    if (arms === undefined) groups.set(group, new Set([arm]));
    else arms.add(arm);
  }
  const ranges = new Map(
    [...groups].map(([group, all]) => {
      const arms = [...all].sort();
      return [group, { range: builder.range(arms), places: new Map(arms.map((arm, at) => [arm, at])) }] as const;
    }),
  );
  const factsOf = facts.finish();
  rows.forEach(({ person, group, arm, reward, propensity }, at) => {
    const { range, places } = ranges.get(group) as { range: ChoiceRow["range"]; places: Map<string, number> };
    const known = Number.isNaN(propensity) ? 1 / places.size : propensity;
    const chosen = places.get(arm) as number;
    builder.add({ person, group, range, chosen, propensity: known, reward, facts: factsOf(at) });
  });
  return builder.finish();
}
