import { isUtf8 } from "node:buffer";
import { AttuneError } from "../../domain/errors.js";

/** More than any of the pages sends. */
export const FORM_BYTES = 64 * 1024;
const MOST_FIELDS = 500;

/** The fields of a form as browsers send it (application/x-www-form-urlencoded). @throws AttuneError ATTUNE_HTTP */
export function readForm(body: unknown): URLSearchParams {
  if (!Buffer.isBuffer(body)) return new URLSearchParams();
  const form = isUtf8(body) ? new URLSearchParams(body.toString("utf8")) : undefined;
  if (form === undefined || form.size > MOST_FIELDS)
    throw new AttuneError("ATTUNE_HTTP", "the form is none of this page's");
  return form;
}

/**
 * Whether a field was changed on the page: pages send along what they showed (`was-…`), so that somebody who saves an old page takes back nothing that was
 * said elsewhere meanwhile.
 */
export function isChanged(form: URLSearchParams, name: string): boolean {
  const now = form.getAll(name).toSorted();
  const was = form.getAll(`was-${name}`).toSorted();
  return now.length !== was.length || now.some((value, i) => value !== was[i]);
}
