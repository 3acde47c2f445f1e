import { isAttuneError } from "../../domain/errors.js";
import { note } from "../report.js";

/**
 * What a current version says, where it can be read. One that is broken, gone or made for other features is said, and doesn't stop what would take its place:
 * nothing is measured beside it then.
 */
export async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isAttuneError(error)) throw error;
    note(`the current version can't be read, so that nothing is measured beside it: ${error.message}`);
    return undefined;
  }
}
