import { parseIsoTime } from "../../domain/wire/index.js";

/** One CSV record (RFC 4180) -> its fields; undefined where a quote isn't closed or text follows one. */
export function csvFields(record: string, delimiter = ","): string[] | undefined {
  if (!record.includes('"')) return record.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (record[at] === '"') {
      let end = record.indexOf('"', at + 1);
      while (end !== -1 && record[end + 1] === '"') end = record.indexOf('"', end + 2);
      if (end === -1) return undefined;
      field = record.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      if (at < record.length && record[at] !== delimiter) return undefined;
    } else {
      const end = record.indexOf(delimiter, at);
      field = record.slice(at, end === -1 ? record.length : end);
      at = end === -1 ? record.length : end;
    }
    fields.push(field);
    if (at >= record.length) return fields;
    at++;
  }
}

/** Unix seconds or milliseconds, or ISO 8601 with a zone -> ms since the epoch. */
export function timeOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,14}(\.\d+)?$/.test(trimmed)) {
    const value = Number(trimmed);
    // Seconds until the year 5138; milliseconds from 1973 on.
    return Math.round(value < 1e11 ? value * 1_000 : value);
  }
  return parseIsoTime(trimmed);
}
