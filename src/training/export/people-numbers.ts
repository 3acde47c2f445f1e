import { createHmac } from "node:crypto";
import type { PersonKey } from "../../domain/person.js";
import type { Column } from "./parquet-file.js";

/** How people stand in what is exported. */
export interface People {
  /** With the same one a person has the same number in every export; nobody finds the person by the number without it. */
  readonly salt: string;
  /** Their keys too: personal data. */
  readonly withKeys: boolean;
}

/** HMAC-SHA-256 of the key (RFC 2104), its first 63 bits. */
export function numberOf(person: PersonKey, { salt }: People): bigint {
  return createHmac("sha256", salt).update(person).digest().readBigUInt64BE(0) >> 1n;
}

export function personColumns<T>(people: People, personOf: (of: T) => PersonKey): Column<T>[] {
  const number: Column<T> = { name: "person", type: "INT64", read: (of) => numberOf(personOf(of), people) };
  return people.withKeys ? [number, { name: "person_key", type: "STRING", read: personOf }] : [number];
}
