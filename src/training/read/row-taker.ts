import { AttuneError, type ErrorCode } from "../../domain/errors.js";
import { idOf, textOf, ID_CHARS } from "../../domain/fields.js";
import { DAY } from "../../domain/time.js";
import { anonymousPerson, knownPerson } from "../../domain/person.js";
import type { Field } from "./columns.js";
import { type FileForm, kindOf } from "./file-form.js";
import type { InteractionBuilder } from "./interaction-builder.js";
import type { ReadOptions } from "./reading.js";
import { numberIn, textIn, timeOf } from "./values.js";

export type Cells = { readonly [F in Field]?: unknown };

/** Some rows of a big file are always broken; more than this share is the wrong file or the wrong columns. */
const MOST_REJECTED = 0.01;
/** It is not looked through to the end then. */
const ENOUGH_REJECTED = 1_000;
const ID_LENGTH = 256;
/** Clocks differ; one row of the year 5138 would make all others old. */
const AHEAD_MS = DAY;

/** Rows of a file into the builder; counts and names those that can't be read. */
export class RowTaker {
  read = 0;
  ignored = 0;
  rejected = 0;
  readonly #builder: InteractionBuilder;
  readonly #file: string;
  readonly #form: FileForm;
  readonly #options: ReadOptions;
  readonly #latest = Date.now() + AHEAD_MS;
  #first: { readonly line: number; readonly message: string } | undefined;

  constructor(builder: InteractionBuilder, file: string, form: FileForm, options: ReadOptions) {
    this.#builder = builder;
    this.#file = file;
    this.#form = form;
    this.#options = options;
  }

  take(cells: Cells, line: number): void {
    const user = textIn(cells.user);
    const anonymous = textIn(cells.anonymous);
    const item = idOf(textIn(cells.item));
    const time = timeOf(cells.time);
    const rating = numberIn(cells.rating);
    const price = numberIn(cells.price);
    if (user.length > ID_LENGTH || anonymous.length > ID_LENGTH)
      return this.reject(line, "ATTUNE_EVENT_BAD_ID", `the id of the person is longer than ${ID_LENGTH} characters`);
    if (item === undefined) return this.reject(line, "ATTUNE_EVENT_FIELD", "no item is named");
    if (time === undefined) return this.reject(line, "ATTUNE_EVENT_TIME", "the time is neither Unix time nor ISO 8601");
    if (time > this.#latest) return this.reject(line, "ATTUNE_EVENT_TIME", "the time lies in the future");
    if (!Number.isFinite(rating ?? 0) || !Number.isFinite(price ?? 0))
      return this.reject(line, "ATTUNE_EVENT_NUMBER", "the rating or the price is no number");
    const word = textIn(cells.kind);
    const kind = kindOf(word, this.#form);
    const isNobody = user === "" && anonymous === "";
    const { threshold } = this.#form;
    const isLow = threshold !== undefined && (rating ?? Number.NEGATIVE_INFINITY) < threshold;
    this.read++;
    if (isNobody || kind === undefined || isLow || time >= (this.#options.until ?? Number.POSITIVE_INFINITY)) {
      this.ignored++;
      return;
    }
    const person = user === "" ? anonymousPerson(anonymous) : knownPerson(user);
    if (user !== "" && anonymous !== "") this.#builder.link(anonymousPerson(anonymous), person, time);
    this.#builder.add({ person, item, kind, time, category: textOf(textIn(cells.category), ID_CHARS), price });
  }

  /** A row that was read elsewhere. */
  count(isInteraction: boolean): void {
    this.read++;
    if (!isInteraction) this.ignored++;
  }

  /** Counts as read. @throws AttuneError ATTUNE_INPUT_UNREADABLE after so many that it can't be the right file */
  reject(line: number, code: ErrorCode, message: string): void {
    this.read++;
    this.rejected++;
    this.#first ??= { line, message };
    this.#options.onRejected?.({ file: this.#file, line, code, message });
    if (this.rejected === ENOUGH_REJECTED && this.rejected > this.read / 2) this.#giveUp();
  }

  /** @throws AttuneError ATTUNE_INPUT_UNREADABLE | ATTUNE_INPUT_EMPTY */
  end(): void {
    if (this.rejected > this.read * MOST_REJECTED) this.#giveUp();
    if (this.#builder.count === 0)
      throw new AttuneError("ATTUNE_INPUT_EMPTY", `${this.#file}: none of ${this.read} rows is an interaction`);
  }

  #giveUp(): never {
    const { line, message } = this.#first ?? { line: 1, message: "" };
    const text = `${this.#file}:${line}: ${message}; ${this.rejected} of ${this.read} rows can't be read`;
    throw new AttuneError("ATTUNE_INPUT_UNREADABLE", text, { place: { file: this.#file, line, column: 1 } });
  }
}
