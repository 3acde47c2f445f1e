import { AttuneError } from "../../domain/errors.js";

/**
 * Bounds work that reads whole partitions: beyond so many at once it is 503. Returns what lets one in, which returns what says that its work is done:
 * that a reader went away doesn't end the work.
 */
export function fewAtOnce(most: number): () => () => void {
  let running = 0;
  return () => {
    if (running >= most) throw new AttuneError("ATTUNE_BUSY", "too many people's records are being read");
    running++;
    let isDone = false;
    return () => {
      if (!isDone) running--;
      isDone = true;
    };
  };
}
