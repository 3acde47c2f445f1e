import addressparser from "nodemailer/lib/addressparser/index.js";

/** Of the form local@domain: without what would make it two addresses, a name or a header. RFC 5321 allows 64 and 255 characters. */
const ADDRESS =
  /^[^\s\u0000-\u0020\u007f-\u00a0"(),:;<>@[\\\]]{1,64}@[^\s\u0000-\u0020\u007f-\u00a0"(),:;<>@[\\\]]{1,255}$/;
const MOST_CHARS = 254;

export function isEmailAddress(text: string): boolean {
  return text.length <= MOST_CHARS && ADDRESS.test(text);
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** "Shop <news@shop.example.com>" or the address alone; undefined where it is not exactly one. */
export function mailboxOf(text: string): Mailbox | undefined {
  const [only, ...more] = addressparser(text, { flatten: true });
  if (only === undefined || more.length > 0 || !isEmailAddress(only.address)) return undefined;
  return { name: only.name, address: only.address };
}

export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
