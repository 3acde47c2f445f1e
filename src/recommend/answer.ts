import {
  MOST_RECOMMENDED,
  type Recommendation,
  type RecommendationRequest,
  type Recommended,
  type Scenario,
  type Taste,
} from "../domain/recommendation.js";
import { ChosenRows } from "./choose.js";
import { similarityOf } from "./diversity.js";
import { type Evidence, NO_EVIDENCE, seedEvidence } from "./evidence.js";
import { filterFor } from "./fallback.js";
import { type RowFilter, rowFilter } from "./filters.js";
import { explainNewest, NEWEST, newestRows } from "./newest.js";
import { PersonScores } from "./person-scores.js";
import { explain, type Explained, type EvidenceNames } from "./reasons.js";
import { SCENARIO_KINDS } from "./scenarios/index.js";
import type { ScenarioKind } from "./scenarios/scenario-kind.js";
import type { Served } from "./served.js";
import { chooseFrom } from "./stage.js";

/** An answer in the making. */
export class Answer {
  readonly #served: Served;
  readonly #request: RecommendationRequest;
  readonly #asked: Scenario;
  readonly #person: PersonScores;
  readonly #n: number;
  readonly #page: Evidence;
  readonly #chosen: ChosenRows;
  readonly #items: Recommended[] = [];
  readonly #answeredBy: string[] = [];
  readonly #names: EvidenceNames;

  constructor(served: Served, taste: Taste, request: RecommendationRequest) {
    this.#served = served;
    this.#request = request;
    this.#asked = served.policy.scenarios.get(request.scenario) as Scenario;
    this.#n = Math.max(1, Math.min(MOST_RECOMMENDED, Math.floor(request.n) || 1));
    this.#person = new PersonScores(served, taste);
    this.#page = this.#evidence(request.items ?? [], "view");
    const { catalogue, learnt } = served;
    this.#chosen = new ChosenRows(catalogue.columns, similarityOf(catalogue, learnt), this.#page.rows);
    this.#names = names(served);
  }

  get isFull(): boolean {
    return this.#items.length >= this.#n;
  }

  add(member: Scenario): void {
    const kind = SCENARIO_KINDS[member.kind];
    const about = this.#about(kind);
    if (kind.about !== undefined && about.rows.length === 0) return;
    const {
      diversity = 0,
      mostPerBrand = Number.POSITIVE_INFINITY,
      ...filter
    } = filterFor(member, this.#asked, this.#request);
    const passes = this.#filter(filter, kind, about);
    const { catalogue } = this.#served;
    const proposal = kind.propose({
      served: this.#served,
      person: this.#person,
      about,
      scenario: member,
      filter,
      passes,
    });
    if (proposal === undefined || proposal.blend.isEmpty) return;
    const rules = { diversity, mostPerBrand, variants: kind.variants === true };
    const rows = chooseFrom(proposal, catalogue.count, this.#chosen, this.#n, passes, rules);
    this.#take(member.id, rows, explain(proposal, rows, this.#names));
  }

  /** What is left when nobody knows better; variants and the cart's items only before nothing at all. */
  addNewest(): void {
    const { catalogue, policy } = this.#served;
    const { time } = this.#person.taste;
    const { mostPerBrand = Number.POSITIVE_INFINITY, ...filter } = filterFor(this.#asked, this.#asked, this.#request);
    for (const last of [false, true]) {
      if (this.isFull) return;
      const kind = last ? LAST : BEFORE_LAST;
      const passes = this.#filter(filter, kind, NO_EVIDENCE);
      const rules = { diversity: 0, mostPerBrand, variants: last };
      const fits: RowFilter = (row) => passes(row) && this.#chosen.fits(row, rules);
      const before = this.#chosen.rows.length;
      // A row that was chosen may keep others out: those that are as new come in its place.
      for (let found = [-1]; found.length > 0 && this.#chosen.rows.length < this.#n; ) {
        found = newestRows(catalogue, time, this.#n - this.#chosen.rows.length, fits);
        this.#chosen.choose({ rows: found, scores: found.map(() => 0) }, this.#n, rules);
      }
      const rows = this.#chosen.rows.slice(before);
      const { publishedAt } = catalogue.columns;
      this.#take(
        NEWEST,
        rows,
        rows.map((row) => explainNewest(publishedAt[row] as number, time, policy.newForMs)),
      );
    }
  }

  result(): Pick<Recommendation, "items" | "answeredBy"> {
    return { items: this.#items, answeredBy: this.#answeredBy };
  }

  #take(scenario: string, rows: readonly number[], explained: readonly Explained[]): void {
    rows.forEach((row, n) => {
      this.#items.push({ item: this.#served.catalogue.item(row), scenario, ...(explained[n] as Explained) });
    });
    if (rows.length > 0 && !this.#answeredBy.includes(scenario)) this.#answeredBy.push(scenario);
  }

  #filter(filter: ReturnType<typeof filterFor>, kind: ScenarioKind, about: Evidence): RowFilter {
    const { catalogue, policy } = this.#served;
    const { taste, recent } = this.#person;
    const rows = new Set([...this.#page.rows, ...about.rows]);
    if (kind.own !== true && kind.repeats !== true) for (const row of recent.rows) rows.add(row);
    // Another colour of what they have before them is no news; other-variant is for that.
    if (kind.own !== true && kind.variants !== true) {
      const { group } = catalogue.columns;
      for (const row of [...rows]) for (const other of catalogue.rowsOf("group", group[row] as number)) rows.add(other);
    }
    if (kind.own !== true) for (const id of taste.cart) rows.add(catalogue.row(id));
    return rowFilter(catalogue, taste, filter, { rows, ownedForMs: policy.ownedForMs });
  }

  #about({ about }: ScenarioKind): Evidence {
    if (about === undefined) return NO_EVIDENCE;
    if (this.#page.rows.length > 0) return this.#page;
    const { taste, recent } = this.#person;
    if (about === "cart") return this.#evidence(taste.cart, "cart");
    return recent.rows.length === 0
      ? NO_EVIDENCE
      : { rows: recent.rows.slice(0, 1), kinds: recent.kinds.slice(0, 1), weights: [1] };
  }

  #evidence(ids: readonly string[], usual: "view" | "cart"): Evidence {
    const { catalogue, policy } = this.#served;
    return seedEvidence(ids, usual, this.#person.taste, (id) => catalogue.row(id), policy.weights);
  }
}

const BEFORE_LAST: ScenarioKind = { repeats: true, variants: true, propose: () => undefined };
const LAST: ScenarioKind = { own: true, propose: () => undefined };

/** An item's names are read once an answer. */
function names({ catalogue }: Served): EvidenceNames {
  const ids = new Map<number, string>();
  const titles = new Map<number, string>();
  return {
    id: (row) => remembered(ids, row, () => catalogue.id(row)),
    title: (row) => remembered(titles, row, () => catalogue.title(row)),
  };
}

function remembered(texts: Map<number, string>, row: number, read: () => string): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = read();
    texts.set(row, text);
  }
  return text;
}
