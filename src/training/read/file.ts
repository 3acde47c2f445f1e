import path from "node:path";
import { takeDelimited } from "./delimited.js";
import type { FileForm } from "./file-form.js";
import { InteractionBuilder } from "./interaction-builder.js";
import { takeCalls, takeJsonLines } from "./json-lines.js";
import { takeParquet } from "./parquet.js";
import type { ReadOptions, ReadResult } from "./reading.js";
import { RowTaker } from "./row-taker.js";

/**
 * Interactions of a file. People are person keys, `u:<user>` and `a:<anonymous>`, as in the log: what is trained on a file can be erased by person too.
 * @throws AttuneError ATTUNE_INPUT_UNREADABLE (with file:line where more than one row in a hundred can't be read) | ATTUNE_INPUT_EMPTY |
 * ATTUNE_INPUT_TOO_LARGE | ATTUNE_USAGE (columns)
 */
export async function readFile(file: string, form: FileForm, options: ReadOptions = {}): Promise<ReadResult> {
  const builder = new InteractionBuilder();
  const taker = new RowTaker(builder, file, form, options);
  switch (form.format) {
    case "delimited":
      await takeDelimited(file, form, taker, options);
      break;
    case "ndjson":
      await takeJsonLines(file, form, taker, options);
      break;
    case "segment":
      await takeCalls(file, builder, taker, options);
      break;
    case "parquet":
      await takeParquet(file, form, taker, options);
      break;
  }
  taker.end();
  const until = options.until === undefined ? "" : `, before ${new Date(options.until).toISOString()}`;
  const { read, ignored, rejected } = taker;
  return { interactions: builder.finish(`${path.basename(file)}${until}`), read, ignored, rejected };
}
