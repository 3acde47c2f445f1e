import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { FastifyInstance, FastifySchemaCompiler } from "fastify";
import { isUtf8 } from "node:buffer";
import { readBody, sendError, unpack } from "../collector/index.js";
import { AttuneError } from "../domain/errors.js";
import { NAMED_SCHEMAS } from "./schemas/index.js";

/** A query says everything as text: numbers, yes and no, and lists of one are read from it. */
const ofQuery = new Ajv({ coerceTypes: "array", strict: false, schemas: [...NAMED_SCHEMAS] });
const ofBody = new Ajv({ strict: false, schemas: [...NAMED_SCHEMAS] });

/** Routes whose schemas are checked: queries, paths, and bodies of JSON. What is wrong is named, in the form of every refusal. */
export function checked(app: FastifyInstance, mostBytes: number): void {
  const compile: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
    const check = (httpPart === "body" ? ofBody : ofQuery).compile(schema);
    return (value: unknown) => (check(value) ? { value } : { error: wrong(httpPart ?? "querystring", check) });
  };
  app.setValidatorCompiler(compile);
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.addHook("preValidation", async (request) => {
    const takesBody = request.routeOptions.schema?.body !== undefined;
    const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    request.body = takesBody ? await parsed(sent, request.headers["content-encoding"], mostBytes) : undefined;
  });
  app.setErrorHandler((error, request, reply) => sendError(error, reply, request.log));
}

/** Why a value is none of a schema; undefined where it is one. */
export function mistakeIn(check: ValidateFunction, value: unknown): string | undefined {
  return check(value) ? undefined : describe(check.errors?.[0]);
}

export function bodyCheck(schema: object): ValidateFunction {
  return ofBody.compile(schema);
}

/** The collector's rules for a body: size, encoding, UTF-8, depth. */
async function parsed(sent: Buffer, encoding: string | undefined, mostBytes: number): Promise<unknown> {
  const bytes = await unpack(sent, encoding, mostBytes);
  if (!isUtf8(bytes)) throw new AttuneError("ATTUNE_EVENT_NOT_UTF8", "the body is no UTF-8");
  const { calls, spoiled } = readBody(bytes, false, 1);
  const spoilt = spoiled.get(0);
  if (spoilt !== undefined) throw new AttuneError(spoilt.code, spoilt.message);
  return calls[0];
}

const PARTS: Readonly<Record<string, string>> = { body: "the body", querystring: "the query", params: "the path" };

function wrong(part: string, { errors }: ValidateFunction): Error {
  return new AttuneError("ATTUNE_API_PARAMETER", `${PARTS[part] ?? part}: ${describe(errors?.[0])}`);
}

/** Where and what, without the value itself: it may be somebody's id. */
function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return "not as documented";
  const place = error.instancePath.slice(1).replaceAll("/", ".");
  const extra = (error.params as { additionalProperty?: string }).additionalProperty;
  if (extra !== undefined) return `there is no parameter "${extra.slice(0, 64)}"`;
  const allowed = (error.params as { allowedValues?: unknown[] }).allowedValues;
  const what = `${error.message ?? "is wrong"}${allowed === undefined ? "" : `: ${allowed.join(", ")}`}`;
  return place === "" ? what : `${place} ${what}`;
}
