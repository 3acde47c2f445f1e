import { parseIsoTime } from "../../domain/wire/index.js";

/** Reading cells: texts of CSV, JSON values, or what Parquet gives (BigInt, Date). */

/** Seconds until the year 5138, milliseconds until 5138, microseconds beyond. */
const LEAST_MS = 1e11;
const LEAST_US = 1e14;
/** As BigQuery writes it. */
const UTC = / UTC$/;
const NUMBER = /^\d{1,17}(?:\.\d+)?$/;

/** Unix seconds, milliseconds or microseconds, ISO 8601 (without a zone: UTC), or a Date -> ms since the epoch, a whole number. */
export function timeOf(cell: unknown): number | undefined {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.getTime();
  if (typeof cell === "string") {
    const text = cell.trim();
    return NUMBER.test(text) ? fromNumber(Number(text)) : parseIsoTime(text.replace(" ", "T").replace(UTC, "Z"));
  }
  return typeof cell === "number" || typeof cell === "bigint" ? fromNumber(Number(cell)) : undefined;
}

function fromNumber(value: number): number | undefined {
  if (!(value >= 0 && value < 1e17)) return undefined;
  return Math.round(value < LEAST_MS ? value * 1_000 : value < LEAST_US ? value : value / 1_000);
}

/** "" where there is nothing. */
export function textIn(cell: unknown): string {
  if (typeof cell === "string") return cell.trim();
  return typeof cell === "number" || typeof cell === "bigint" ? String(cell) : "";
}

/** undefined where there is nothing, NaN where it is no number. */
export function numberIn(cell: unknown): number | undefined {
  const text = textIn(cell);
  return text === "" ? undefined : Number(text);
}
