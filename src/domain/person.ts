import { fnv1a32 } from "./hash.js";

/**
 * A person key: `u:<userId>` for a known person, `a:<anonymousId>` until known. It routes to one partition, which has
 * one owner and one order.
 */
export type PersonKey = `u:${string}` | `a:${string}`;

export function knownPerson(userId: string): PersonKey {
  return `u:${userId}`;
}

export function anonymousPerson(anonymousId: string): PersonKey {
  return `a:${anonymousId}`;
}

export function isPersonKey(text: string): text is PersonKey {
  return text.length > 2 && (text.startsWith("u:") || text.startsWith("a:"));
}

/**
 * The person's token: base64url of the key's UTF-8 bytes. Safe in subjects, store keys and headers: an id can neither inject
 * a protocol line nor collide with another id's key.
 */
export function personToken(person: PersonKey): string {
  return Buffer.from(person, "utf8").toString("base64url");
}

/** The person key of a token, or undefined where the text is no token of a person. */
export function personOfToken(token: string): PersonKey | undefined {
  const key = Buffer.from(token, "base64url").toString("utf8");
  return isPersonKey(key) && personToken(key) === token ? key : undefined;
}

/** The partition of a token, 0 to partitions - 1; the same function as NATS' `partition(P, 1)` mapping. */
export function partitionOfToken(token: string, partitions: number): number {
  return fnv1a32(token) % partitions;
}

export function partitionOfPerson(person: PersonKey, partitions: number): number {
  return partitionOfToken(personToken(person), partitions);
}
