import { AttuneError } from "../../domain/errors.js";
import { type ItemKind } from "../../domain/profile.js";
import { KINDS } from "../interactions.js";
import { type ColumnMap, pairsOf, parseColumns } from "./columns.js";

/** How a file is to be read. */
export interface FileForm {
  readonly format: "delimited" | "ndjson" | "segment" | "parquet";
  /** delimited: what stands between columns; any of several. */
  readonly delimiters: readonly string[];
  /** delimited: a column may stand in double quotes (RFC 4180). */
  readonly isQuoted: boolean;
  /** undefined: the header's (the keys', the Parquet columns') usual names. */
  readonly columns: ColumnMap | undefined;
  readonly kinds: ReadonlyMap<string, ItemKind>;
  /** Rows with a lower rating say nothing. */
  readonly threshold: number | undefined;
}

/** What the kind column may say, folded. */
const USUAL_KINDS: readonly (readonly [ItemKind, readonly string[]])[] = [
  ["view", ["view", "pv", "click", "viewed", "product viewed", "view_item", "view item"]],
  ["cart", ["cart", "addtocart", "add_to_cart", "add to cart", "product added"]],
  ["save", ["save", "fav", "favourite", "favorite", "wishlist", "product added to wishlist", "add_to_wishlist"]],
  ["order", ["order", "buy", "purchase", "transaction", "order completed"]],
];
const KINDS_BY_WORD: ReadonlyMap<string, ItemKind> = new Map(
  USUAL_KINDS.flatMap(([kind, words]) => words.map((word) => [word, kind] as const)),
);

const DELIMITED = { format: "delimited", delimiters: [","], isQuoted: true, columns: undefined } as const;
const PLAIN = { kinds: KINDS_BY_WORD, threshold: undefined } as const;
const RATINGS = parseColumns("user=1,item=2,rating=3,time=4");

export const PRESETS: Readonly<Record<string, FileForm>> = {
  csv: { ...DELIMITED, ...PLAIN },
  tsv: { ...DELIMITED, ...PLAIN, delimiters: ["\t"] },
  ndjson: { ...DELIMITED, ...PLAIN, format: "ndjson" },
  segment: { ...DELIMITED, ...PLAIN, format: "segment" },
  parquet: { ...DELIMITED, ...PLAIN, format: "parquet" },
  /** UserBehavior.csv: user, item, category, behaviour, unix seconds (Tianchi 649). */
  taobao: { ...DELIMITED, ...PLAIN, isQuoted: false, columns: parseColumns("user=1,item=2,category=3,kind=4,time=5") },
  /** u.data of MovieLens 100k: user, item, rating, unix seconds. */
  movielens: { ...DELIMITED, ...PLAIN, isQuoted: false, delimiters: ["\t", "::"], columns: RATINGS },
  movietweetings: { ...DELIMITED, ...PLAIN, isQuoted: false, delimiters: ["::"], columns: RATINGS },
  /** *.train.rating of NCF (He et al., WWW 2017). */
  ncf: { ...DELIMITED, ...PLAIN, isQuoted: false, delimiters: ["\t", " "], columns: RATINGS },
  /** SessionId, ItemId, Time: session files of the literature (RSC15 and others). */
  sessions: {
    ...DELIMITED,
    ...PLAIN,
    isQuoted: false,
    delimiters: ["\t", ",", ";"],
    columns: parseColumns("anonymous=SessionId,item=ItemId,time=Time"),
  },
};

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: "csv",
  tsv: "tsv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
};

export interface FormOptions {
  readonly preset?: string | undefined;
  readonly columns?: string | undefined;
  readonly kinds?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly threshold?: number | undefined;
}

/** The form that the options give, else the one of the file's ending. @throws AttuneError ATTUNE_USAGE */
export function formOf(file: string, { preset, columns, kinds, delimiter, threshold }: FormOptions): FileForm {
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  const named = preset ?? (columns === undefined ? BY_ENDING[ending] : (BY_ENDING[ending] ?? "csv"));
  const form = named === undefined ? undefined : PRESETS[named];
  if (form === undefined)
    throw new AttuneError(
      "ATTUNE_USAGE",
      `give the form of ${file}: --preset ${Object.keys(PRESETS).join("|")}, or --columns`,
    );
  return {
    ...form,
    ...(columns === undefined ? {} : { columns: parseColumns(columns) }),
    ...(delimiter === undefined ? {} : { delimiters: [delimiterOf(delimiter)] }),
    ...(kinds === undefined ? {} : { kinds: parseKinds(kinds) }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

/** Without a word it is a view, unless `*` says otherwise. undefined: the row says nothing of an item. */
export function kindOf(word: string, { kinds }: FileForm): ItemKind | undefined {
  return kinds.get(word) ?? kinds.get(word.toLowerCase()) ?? kinds.get("*") ?? (word === "" ? "view" : undefined);
}

/** "pv=view,buy=order,*=view" */
function parseKinds(text: string): ReadonlyMap<string, ItemKind> {
  return new Map(
    pairsOf(text, "--kinds").map(([word, name]) => {
      const kind = KINDS.find((one) => one === name);
      if (kind === undefined)
        throw new AttuneError("ATTUNE_USAGE", `--kinds: "${name}" is none of ${KINDS.join(", ")}`);
      return [word, kind];
    }),
  );
}

function delimiterOf(text: string): string {
  const delimiter = text === "tab" || text === "\\t" ? "\t" : text;
  if (delimiter.length >= 1 && delimiter.length <= 4 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new AttuneError("ATTUNE_USAGE", "--delimiter is one to four characters, or tab");
}
