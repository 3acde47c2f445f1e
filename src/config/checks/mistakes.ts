import { checkCel } from "../cel.js";
import { type ConfigProblem, type ConfigProblemCode, problem } from "../problems.js";
import { suggestion } from "../spelling.js";
import type { Path, YamlFile } from "../yaml-file.js";

/** What is wrong with one file. */
export class Mistakes {
  readonly found: ConfigProblem[] = [];
  readonly #file: YamlFile;

  constructor(file: YamlFile) {
    this.#file = file;
  }

  add(code: ConfigProblemCode, path: Path, message: string): void {
    this.found.push(problem(code, this.#file.placeOf(path), message));
  }

  /** At a key rather than at its value: of names that the shop made up. */
  addAtKey(code: ConfigProblemCode, path: Path, key: string, message: string): void {
    this.found.push(problem(code, this.#file.placeOfKey(path, key), message));
  }

  /** At a character of the text at this path. */
  addWithin(code: ConfigProblemCode, path: Path, index: number, message: string): void {
    this.found.push(problem(code, this.#file.placeIn(path, index), message));
  }

  /** A name that must be one of those known. */
  reference(path: Path, what: string, name: string | undefined, known: Iterable<string>): void {
    if (name === undefined) return;
    const names = [...known];
    if (names.includes(name)) return;
    this.add("ATTUNE_CONFIG_REFERENCE", path, `there is no ${what} "${name}"; ${suggestion(name, names)}`);
  }

  /** A key that must be one of those known. */
  referenceAtKey(path: Path, what: string, key: string, known: Iterable<string>): void {
    const names = [...known];
    if (names.includes(key)) return;
    this.addAtKey("ATTUNE_CONFIG_REFERENCE", path, key, `there is no ${what} "${key}"; ${suggestion(key, names)}`);
  }

  /** Values of which none may come twice; a secret one isn't repeated in the message. */
  repeated(
    values: readonly string[],
    what: string,
    pathOf: (index: number) => Path,
    kind: "plain" | "secret" = "plain",
  ): void {
    for (const [i, value] of values.entries()) {
      if (values.indexOf(value) === i) continue;
      const message =
        kind === "secret" ? `this ${what} is given a second time` : `the ${what} "${value}" is given a second time`;
      this.add("ATTUNE_CONFIG_DUPLICATE_ID", pathOf(i), message);
    }
  }

  /** A condition; its mistakes are named where they stand within it. */
  condition(path: Path, source: string, segmentsAllowed: boolean): void {
    for (const { offset, message } of checkCel(source, { segmentsAllowed })) {
      this.addWithin("ATTUNE_CONFIG_CEL", path, offset, message);
    }
  }
}
