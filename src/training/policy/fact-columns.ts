type Fact = readonly [name: string, value: number];

/** Values of one column that are told apart; further ones are alike. */
const MOST_VALUES = 5_000;
/** A column of numbers with more different ones than that is a quantity; with fewer they are names. */
const MOST_NAMES = 20;

/** What columns of a file say of each row's moment: marks ("device=phone"), or numbers where a column holds nothing else. */
export class FactColumns {
  readonly #columns: readonly Column[];

  constructor(names: readonly string[]) {
    this.#columns = names.map((name) => new Column(name));
  }

  take(cells: readonly string[]): void {
    this.#columns.forEach((column, at) => column.take((cells[at] ?? "").trim()));
  }

  /** The facts of a row, by the order of `take`. */
  finish(): (row: number) => readonly Fact[] {
    const readers = this.#columns.map((column) => column.finish());
    return (row) => readers.flatMap((read) => read(row));
  }
}

class Column {
  readonly #name: string;
  readonly #values = new Map<string, number>();
  readonly #codes: number[] = [];
  readonly #numbers: number[] = [];
  #isNumeric = true;

  constructor(name: string) {
    this.#name = name;
  }

  take(cell: string): void {
    let code = this.#values.get(cell);
    if (code === undefined && this.#values.size < MOST_VALUES) this.#values.set(cell, (code = this.#values.size));
    this.#codes.push(code ?? -1);
    const number = cell === "" ? Number.NaN : Number(cell);
    this.#numbers.push(number);
    if (cell !== "" && !Number.isFinite(number)) this.#isNumeric = false;
  }

  finish(): (row: number) => readonly Fact[] {
    const name = this.#name;
    if (this.#isNumeric && this.#values.size > MOST_NAMES) {
      return (row) => {
        const value = this.#numbers[row] as number;
        return Number.isNaN(value) ? [] : [[name, value]];
      };
    }
    const facts = [...this.#values.keys()].map((value): readonly Fact[] =>
      value === "" ? [] : [[`${name}=${value}`, 1]],
    );
    return (row) => facts[this.#codes[row] as number] ?? [];
  }
}
